using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Numbers;

/// <summary>A row of <c>numbers</c> as Dapper reads and writes it.</summary>
internal sealed class NumberRow
{
    public string Resource { get; set; } = "";

    public long First { get; set; }

    public long Last { get; set; }

    public string Label { get; set; } = "";

    public string Owner { get; set; } = "";

    public long Capabilities { get; set; }

    public string Destination { get; set; } = "";

    public string Target { get; set; } = "";

    public static NumberRow From(NumberRecord record) => new()
    {
        Resource = record.Resource.Value,
        First = (long)record.Range.First.Digits,
        Last = (long)record.Range.Last.Digits,
        Label = record.Label,
        Owner = record.Owner,
        Capabilities = (long)record.Capabilities,
        Destination = record.Destination.Kind,
        Target = record.Destination.Target,
    };

    /// <exception cref="StorageException">The row holds what this gateway would not have written.</exception>
    public NumberRecord ToRecord()
    {
        if (!PhoneNumber.TryFromDigits((ulong)First, out var first) || !PhoneNumber.TryFromDigits((ulong)Last, out var last)) throw Broken("its digits are no E.164 number");
        if (!NumberRange.TryCreate(first, last, out var range, out var why)) throw Broken(why);
        if (!ResourceId.TryParse(Resource, out var resource)) throw Broken($"\"{Resource}\" is no resource id");
        if (!Domain.Numbers.Destination.TryCreate(Destination, Target, out var destination, out why)) throw Broken(why);
        return new NumberRecord { Resource = resource, Range = range, Label = Label, Owner = Owner, Capabilities = (NumberCapabilities)Capabilities, Destination = destination };
    }

    private StorageException Broken(string why) => new($"The stored number {First} cannot be read: {why}.");
}
