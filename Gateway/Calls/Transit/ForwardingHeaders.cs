using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transit;

/// <summary>
/// Who forwarded a call: History-Info (RFC 7044) and Diversion (RFC 5806) toward a trunk, of what the caller's side sent and of the redirections that were followed
/// here. Hosts are made ours, so that nothing of the other side's inside shows; parameters and escaped Reason headers stay; one is made of the other where the trunk
/// wants it (RFC 7544).
/// </summary>
internal static class ForwardingHeaders
{
    internal const int Most = 10;

    public static void Write(ref SipWriter writer, CalleeLeg leg, string domain)
    {
        if (leg.Call.IsOwn)
        {
            if (leg.Redirection is not null && leg.Trunk.Identity.Diversion != ForwardingHeader.None) Redirected(ref writer, leg, domain);
            return;
        }
        var request = leg.Call.A.Request;
        if (leg.Redirection is null && !request.Has(HeaderName.HistoryInfo) && !request.Has(HeaderName.Diversion)) return;
        HistoryInfo.Write(ref writer, leg, domain);
        var wanted = leg.Trunk.Identity.Diversion;
        if (wanted == ForwardingHeader.None) return;
        Redirected(ref writer, leg, domain);
        if (request.Has(HeaderName.Diversion)) Copy(ref writer, leg, domain);
        else if (wanted == ForwardingHeader.Always) DiversionOfHistory(ref writer, leg, domain);
    }

    /// <summary>The newest comes first.</summary>
    private static void Redirected(ref SipWriter writer, CalleeLeg leg, string domain)
    {
        for (var step = leg.Redirection; step is not null; step = step.Before)
        {
            writer.Begin(HeaderName.Diversion);
            writer.Append($"<sip:{UserOf(leg, step.From)}@{domain}>;reason={ReasonOf(step.Cause)};counter=1");
            writer.EndLine();
        }
    }

    private static void Copy(ref SipWriter writer, CalleeLeg leg, string domain)
    {
        var count = 0;
        foreach (var value in leg.Call.A.Request.Values(HeaderName.Diversion))
        {
            if (count++ >= Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            writer.Begin(HeaderName.Diversion);
            AppendAddress(ref writer, leg, domain, uri);
            writer.Append(entry.Params);
            writer.EndLine();
        }
    }

    /// <summary>RFC 7544: entries with a Reason were diverted; the newest comes first.</summary>
    private static void DiversionOfHistory(ref SipWriter writer, CalleeLeg leg, string domain)
    {
        var lines = new List<string>();
        foreach (var value in leg.Call.A.Request.Values(HeaderName.HistoryInfo))
        {
            if (lines.Count == Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            var headers = SipText.ToText(uri.Headers);
            var at = headers.IndexOf("cause%3D", StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            var digits = new string([.. headers[(at + 8)..].TakeWhile(char.IsAsciiDigit)]);
            lines.Add($"<sip:{UserOf(leg, SipUserText.Unescape(uri.Number))}@{domain}>;reason={ReasonOf(digits)};counter=1");
        }
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            writer.Begin(HeaderName.Diversion);
            writer.Append(lines[i]);
            writer.EndLine();
        }
    }

    private static void AppendAddress(ref SipWriter writer, CalleeLeg leg, string domain, SipUriView uri)
    {
        writer.Append("<sip:"u8);
        var user = UserOf(leg, SipUserText.Unescape(uri.Number));
        if (user.Length > 0)
        {
            writer.Append(user);
            writer.Append("@"u8);
        }
        writer.Append(domain);
        writer.Append(uri.IsSip ? uri.Params : ";user=phone"u8);
        if (!uri.Headers.IsEmpty)
        {
            writer.Append("?"u8);
            writer.AppendUri(uri.Headers);
        }
        writer.Append(">"u8);
    }

    /// <summary>The number as the trunk reads it, escaped.</summary>
    internal static string UserOf(CalleeLeg leg, string number)
    {
        var trunk = leg.Trunk;
        if (trunk.Identity.RewriteForwarding) number = NumberRewriter.Apply(number, NumberDirection.OutboundCalling, leg.Call.Catalogue.NumberRules, trunk.NumberRules, leg.Call.Catalogue.Emergency).After;
        return SipUserText.Escape(number);
    }

    /// <summary>RFC 7544 table 1.</summary>
    internal static string CauseOf(string reason) => reason.ToLowerInvariant() switch
    {
        "unconditional" => "302",
        "user-busy" => "486",
        "no-answer" => "408",
        "deflection" => "480",
        "unavailable" => "503",
        _ => "404",
    };

    internal static string ReasonOf(string cause) => cause switch
    {
        "302" => "unconditional",
        "486" => "user-busy",
        "408" => "no-answer",
        "480" or "487" => "deflection",
        "503" => "unavailable",
        _ => "unknown",
    };
}
