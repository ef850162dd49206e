using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Numbers;

/// <summary>A row of <c>numbers</c> as Dapper reads and writes it.</summary>
internal sealed class NumberRow
{
    public const string Columns = """
        resource_id AS Resource, first AS First, last AS Last, label AS Label, owner AS Owner, capabilities AS Capabilities, destination AS Destination, target AS Target,
        carrier AS Carrier, carrier_id AS CarrierId, country AS Country, type AS Type, assignment AS Assignment, cost_micros AS CostMicros, currency AS Currency, bought_ms AS BoughtMs
        """;

    /// <summary>What was bought stays as it was bought, whoever enters the number again.</summary>
    public const string Upsert = """
        INSERT INTO numbers (resource_id, first, last, label, owner, capabilities, destination, target, carrier, carrier_id, country, type, assignment, cost_micros, currency, bought_ms)
        VALUES (@Resource, @First, @Last, @Label, @Owner, @Capabilities, @Destination, @Target, @Carrier, @CarrierId, @Country, @Type, @Assignment, @CostMicros, @Currency, @BoughtMs)
        ON CONFLICT (resource_id, first) DO UPDATE SET
          label = excluded.label, owner = excluded.owner, capabilities = excluded.capabilities, destination = excluded.destination, target = excluded.target
        """;

    public string Resource { get; set; } = "";

    public long First { get; set; }

    public long Last { get; set; }

    public string Label { get; set; } = "";

    public string Owner { get; set; } = "";

    public long Capabilities { get; set; }

    public string Destination { get; set; } = "";

    public string Target { get; set; } = "";

    /// <summary>Empty: not bought.</summary>
    public string Carrier { get; set; } = "";

    public string CarrierId { get; set; } = "";

    public string Country { get; set; } = "";

    public long Type { get; set; }

    public long Assignment { get; set; }

    public long CostMicros { get; set; }

    public string Currency { get; set; } = "";

    public long BoughtMs { get; set; }

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
        Carrier = record.Purchase?.Carrier ?? "",
        CarrierId = record.Purchase?.CarrierId ?? "",
        Country = record.Purchase?.Country ?? "",
        Type = (long)(record.Purchase?.Type ?? 0),
        Assignment = (long)(record.Purchase?.Assignment ?? 0),
        CostMicros = record.Purchase?.Cost.Micros ?? 0,
        Currency = record.Purchase?.Cost.Currency ?? "",
        BoughtMs = record.Purchase?.At.ToUnixTimeMilliseconds() ?? 0,
    };

    /// <exception cref="StorageException">The row holds what this gateway would not have written.</exception>
    public NumberRecord ToRecord()
    {
        if (!PhoneNumber.TryFromDigits((ulong)First, out var first) || !PhoneNumber.TryFromDigits((ulong)Last, out var last)) throw Broken("its digits are no E.164 number");
        if (!NumberRange.TryCreate(first, last, out var range, out var why)) throw Broken(why);
        if (!ResourceId.TryParse(Resource, out var resource)) throw Broken($"\"{Resource}\" is no resource id");
        if (!Domain.Numbers.Destination.TryCreate(Destination, Target, out var destination, out why)) throw Broken(why);
        return new NumberRecord
        {
            Resource = resource, Range = range, Label = Label, Owner = Owner, Capabilities = (NumberCapabilities)Capabilities, Destination = destination,
            Purchase = Carrier.Length == 0 ? null : new NumberPurchase(Carrier, CarrierId, Country, (NumberType)Type, (NumberAssignment)Assignment, new NumberCost(CostMicros, Currency), DateTimeOffset.FromUnixTimeMilliseconds(BoughtMs)),
        };
    }

    private StorageException Broken(string why) => new($"The stored number {First} cannot be read: {why}.");
}
