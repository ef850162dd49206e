using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transit;

/// <summary>What happens to a header of one leg on the way to the other.</summary>
internal enum HeaderRule : byte
{
    /// <summary>Does not cross.</summary>
    Drop,

    /// <summary>Crosses as it is.</summary>
    Pass,

    /// <summary>Crosses only from a trusted trunk to a trusted trunk (RFC 3325 trust domain).</summary>
    PassTrusted,

    /// <summary>The gateway writes its own.</summary>
    Own,
}

/// <summary>
/// The one table of which headers cross the gateway; <c>docs/transit.md</c> shows it. Whatever tells of a leg's inside (Via, Contact, Call-ID,
/// Record-Route, Route) is the gateway's own on each side: topology hiding.
/// </summary>
internal static class HeaderTransit
{
    private static readonly HeaderRule[] Rules = Build();

    public static HeaderRule RuleOf(HeaderName name) => Rules[(int)name];

    /// <summary>Names of no rule: <c>X-…</c> headers cross, everything else is dropped.</summary>
    public static HeaderRule RuleOf(ReadOnlySpan<byte> otherName) =>
        otherName.Length > 2 && (otherName[0] | 0x20) == 'x' && otherName[1] == '-' ? HeaderRule.Pass : HeaderRule.Drop;

    /// <summary>Writes the headers that cross, in their order.</summary>
    /// <param name="trusted">Both trunks are trusted with identities.</param>
    /// <param name="near">The trunk it came from.</param>
    /// <param name="far">The trunk it goes to.</param>
    public static void Copy(SipMessage from, bool trusted, Trunk near, Trunk far, ref SipWriter writer)
    {
        var privates = Math.Min(near.Headers.Most, far.Headers.Most);
        foreach (var header in from.Headers)
        {
            if (header.Name == HeaderName.Other)
            {
                if (RuleOf(header.NameBytes) != HeaderRule.Pass || privates == 0 || header.NameBytes.Length > HeaderAllowList.MostName || header.Value.Length > HeaderAllowList.MostValue) continue;
                if (!HeaderAllowList.Allows(near.Headers.In, header.NameBytes) || !HeaderAllowList.Allows(far.Headers.Out, header.NameBytes)) continue;
                privates--;
                writer.Header(header);
                continue;
            }
            if (header.Name == HeaderName.UserToUser && header.Value.Length > HeaderAllowList.MostValue) continue;
            // Of an INVITE these are written by the identity of the trunk it goes to.
            if (from.IsRequest && header.Name is HeaderName.Privacy or HeaderName.Diversion or HeaderName.HistoryInfo) continue;
            var rule = RuleOf(header.Name);
            if (rule == HeaderRule.Pass || (rule == HeaderRule.PassTrusted && trusted)) writer.Header(header);
        }
    }

    private static HeaderRule[] Build()
    {
        var rules = new HeaderRule[byte.MaxValue + 1];
        foreach (var own in (ReadOnlySpan<HeaderName>)
        [
            HeaderName.Via, HeaderName.From, HeaderName.To, HeaderName.CallId, HeaderName.CSeq, HeaderName.MaxForwards, HeaderName.Contact, HeaderName.Route,
            HeaderName.RecordRoute, HeaderName.ContentType, HeaderName.ContentLength, HeaderName.Allow, HeaderName.Supported, HeaderName.UserAgent,
            HeaderName.Server, HeaderName.Authorization, HeaderName.ProxyAuthorization, HeaderName.WwwAuthenticate, HeaderName.ProxyAuthenticate, HeaderName.PAssertedIdentity,
        ]) rules[(int)own] = HeaderRule.Own;
        foreach (var pass in (ReadOnlySpan<HeaderName>)
        [
            HeaderName.Privacy, HeaderName.ReferredBy, HeaderName.Diversion, HeaderName.HistoryInfo, HeaderName.UserToUser, HeaderName.Reason, HeaderName.Subject,
            HeaderName.Priority, HeaderName.AlertInfo, HeaderName.CallInfo,
        ]) rules[(int)pass] = HeaderRule.Pass;
        foreach (var trusted in (ReadOnlySpan<HeaderName>)[HeaderName.PChargingVector, HeaderName.PEarlyMedia])
        {
            rules[(int)trusted] = HeaderRule.PassTrusted;
        }
        return rules;
    }
}
