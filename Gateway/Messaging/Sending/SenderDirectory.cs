using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;

namespace Telephony.Messaging.Sending;

/// <summary>A short code or name that a resource may send from; numbers are in the inventory.</summary>
/// <param name="Carriers">In order of preference.</param>
/// <param name="PerSecond">Parts of messages a second that its carriers allow; 0: as many as they take.</param>
public sealed record SenderName(MessageAddress Address, ResourceId Resource, IReadOnlyList<string> Carriers, double PerSecond = 0);

/// <summary>Which carriers take messages of numbers that begin like this, in order of preference.</summary>
/// <param name="Prefix">"+1425", or "" for all.</param>
/// <param name="PerSecond">Parts of messages a second that they allow each of these numbers; 0: as many as they take.</param>
public sealed record SenderRoute(string Prefix, IReadOnlyList<string> Carriers, double PerSecond = 0);

/// <summary>Whose a sender is, and by which carriers its messages leave. Settings beside the catalogue of numbers; immutable.</summary>
/// <param name="takesMessages">Whether messages can be given to a carrier of that name.</param>
public sealed class SenderDirectory(Func<NumberCatalogue> numbers, IReadOnlyList<SenderName> names, IReadOnlyList<SenderRoute> routes, Func<string, bool> takesMessages)
{
    /// <summary>The resource that may send from, and receives at, the address; null: nobody.</summary>
    public ResourceId? OwnerOf(MessageAddress address)
    {
        if (address.Kind == MessageAddressKind.E164) return numbers().Find(address.Number)?.Resource;
        return names.FirstOrDefault(name => Same(name.Address, address))?.Resource;
    }

    /// <summary>Null if the resource may send from it; else a sentence that says why not.</summary>
    public string? Refusal(ResourceId resource, MessageAddress sender)
    {
        if (sender.Kind != MessageAddressKind.E164) return names.Any(name => name.Resource == resource && Same(name.Address, sender)) ? null : $"{sender.Text} is not a sender of this resource.";
        if (numbers().Find(sender.Number) is not { } record || record.Resource != resource) return $"{sender.Text} is not a number of this resource.";
        return (record.Capabilities & NumberCapabilities.SmsOut) != 0 ? null : $"{sender.Text} cannot send messages: its capability sms is not outbound.";
    }

    /// <summary>Who sold the number, as it is the one that lets it send; then the carriers of the longest prefix that fits. Empty: none is configured.</summary>
    public IReadOnlyList<string> CarriersOf(MessageAddress sender)
    {
        if (sender.Kind != MessageAddressKind.E164) return names.FirstOrDefault(name => Same(name.Address, sender))?.Carriers ?? [];
        var carriers = RouteOf(sender)?.Carriers ?? [];
        if (numbers().Find(sender.Number)?.Purchase?.Carrier is not { } seller || !takesMessages(seller) || carriers is [var first, ..] && first == seller) return carriers;
        return [seller, .. carriers.Where(carrier => carrier != seller)];
    }

    /// <summary>Parts of messages a second; 0: no limit of ours.</summary>
    public double PerSecondOf(MessageAddress sender) =>
        sender.Kind == MessageAddressKind.E164 ? RouteOf(sender)?.PerSecond ?? 0 : names.FirstOrDefault(name => Same(name.Address, sender))?.PerSecond ?? 0;

    private SenderRoute? RouteOf(MessageAddress sender) => routes.Where(route => sender.Text.StartsWith(route.Prefix, StringComparison.Ordinal)).MaxBy(static route => route.Prefix.Length);

    private static bool Same(MessageAddress one, MessageAddress other) => string.Equals(one.Text, other.Text, StringComparison.OrdinalIgnoreCase);
}
