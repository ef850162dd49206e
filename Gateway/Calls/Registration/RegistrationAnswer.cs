using Telephony.Sip.Messages;

namespace Telephony.Calls.Registration;

/// <summary>What a registrar's final response says.</summary>
/// <param name="Granted">Of our binding; zero when there is none in the answer.</param>
/// <param name="MinExpires">Of a 423.</param>
/// <param name="FlowTimer">RFC 5626 4.4: the longest silence on the flow; null when not said.</param>
/// <param name="RequiresOutbound">The flow is one of RFC 5626.</param>
internal sealed record RegistrationAnswer(
    TimeSpan Granted, TimeSpan MinExpires, TimeSpan RetryAfter, TimeSpan? FlowTimer, bool RequiresOutbound, IReadOnlyList<ReadOnlyMemory<byte>> ServiceRoute)
{
    private const int MostRoutes = 8;
    private const uint LongestSeconds = 7 * 86_400;

    /// <param name="line">What stands in the URI of our Contact.</param>
    /// <param name="asked">Holds where the answer says nothing (RFC 3261 10.2.4).</param>
    public static RegistrationAnswer Read(SipMessage response, ReadOnlySpan<byte> line, TimeSpan asked)
    {
        var routes = new List<ReadOnlyMemory<byte>>();
        foreach (var route in response.Values(HeaderName.ServiceRoute))
        {
            if (routes.Count < MostRoutes && NameAddrView.TryParse(route, out var address) && address.TryGetUri(out var uri) && uri.IsSip) routes.Add(route.ToArray());
        }
        return new RegistrationAnswer(
            GrantedTo(response, line, asked), Seconds(response.Header(HeaderName.MinExpires)) ?? TimeSpan.Zero, Seconds(response.Header(HeaderName.RetryAfter)) ?? TimeSpan.Zero,
            Seconds(response.Header("Flow-Timer"u8)), response.Lists(HeaderName.Require, "outbound"u8), routes);
    }

    /// <summary>Ours among the Contacts is the one with our line; a registrar that rewrites Contacts, and lists one only, means ours by it.</summary>
    private static TimeSpan GrantedTo(SipMessage response, ReadOnlySpan<byte> line, TimeSpan asked)
    {
        var otherwise = Seconds(response.Header(HeaderName.Expires)) ?? asked;
        if (!response.Has(HeaderName.Contact)) return otherwise;
        var (count, only) = (0, otherwise);
        foreach (var value in response.Values(HeaderName.Contact))
        {
            if (!NameAddrView.TryParse(value, out var contact)) continue;
            var expires = contact.TryGetParam("expires"u8, out var text) ? Seconds(text) ?? otherwise : otherwise;
            if (contact.TryGetUri(out var uri) && uri.TryGetParam("line"u8, out var given) && SipText.Same(given, line)) return expires;
            (count, only) = (count + 1, expires);
        }
        return count == 1 ? only : count == 0 ? TimeSpan.Zero : otherwise;
    }

    private static TimeSpan? Seconds(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return SipText.TryNumber(end < 0 ? text : text[..end], LongestSeconds, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }
}
