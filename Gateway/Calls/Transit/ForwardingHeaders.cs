using Telephony.Calls.Dialing;
using Telephony.Calls.Loop;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transit;

/// <summary>
/// Who forwarded a call: History-Info (RFC 7044) and Diversion (RFC 5806) toward a trunk. Hosts are made ours, so that nothing of the other side's inside shows;
/// parameters and escaped Reason headers stay; one is made of the other where the trunk wants it (RFC 7544).
/// </summary>
internal static class ForwardingHeaders
{
    private const int Most = 10;

    public static void Write(ref SipWriter writer, Call call, Trunk trunk, string domain)
    {
        var request = call.A.Request;
        var (history, diversion) = (request.Has(HeaderName.HistoryInfo), request.Has(HeaderName.Diversion));
        if (!history && !diversion) return;
        var identity = trunk.Identity;
        if (identity.HistoryInfo != ForwardingHeader.None && history) Copy(ref writer, call, trunk, domain, HeaderName.HistoryInfo);
        else if (identity.HistoryInfo == ForwardingHeader.Always) HistoryOfDiversion(ref writer, call, trunk, domain);
        if (identity.Diversion != ForwardingHeader.None && diversion) Copy(ref writer, call, trunk, domain, HeaderName.Diversion);
        else if (identity.Diversion == ForwardingHeader.Always) DiversionOfHistory(ref writer, call, trunk, domain);
    }

    private static void Copy(ref SipWriter writer, Call call, Trunk trunk, string domain, HeaderName name)
    {
        var count = 0;
        foreach (var value in call.A.Request.Values(name))
        {
            if (count++ >= Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            writer.Begin(name);
            AppendAddress(ref writer, call, trunk, domain, uri);
            writer.Append(entry.Params);
            writer.EndLine();
        }
    }

    /// <summary>RFC 7544: the last to divert is first in Diversion; History-Info tells in the order of time, and its last entry is where the call goes now.</summary>
    private static void HistoryOfDiversion(ref SipWriter writer, Call call, Trunk trunk, string domain)
    {
        var lines = new List<(string User, string Cause)>();
        foreach (var value in call.A.Request.Values(HeaderName.Diversion))
        {
            if (lines.Count == Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            lines.Add((UserOf(call, trunk, uri), CauseOf(entry.TryGetParam("reason"u8, out var reason) ? SipText.ToText(SipText.Unquote(reason)) : "")));
        }
        if (lines.Count == 0) return;
        var index = "1";
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            writer.Begin(HeaderName.HistoryInfo);
            writer.Append($"<sip:{lines[i].User}@{domain};user=phone?Reason=SIP%3Bcause%3D{lines[i].Cause}>;index={index}");
            writer.EndLine();
            index += ".1";
        }
        writer.Begin(HeaderName.HistoryInfo);
        writer.Append($"<sip:{SipUserText.Escape(call.Outbound(trunk).Called)}@{domain};user=phone;cause={lines[0].Cause}>;index={index}");
        writer.EndLine();
    }

    /// <summary>RFC 7544: entries with a Reason were diverted; the newest comes first.</summary>
    private static void DiversionOfHistory(ref SipWriter writer, Call call, Trunk trunk, string domain)
    {
        var lines = new List<string>();
        foreach (var value in call.A.Request.Values(HeaderName.HistoryInfo))
        {
            if (lines.Count == Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            var headers = SipText.ToText(uri.Headers);
            var at = headers.IndexOf("cause%3D", StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            var digits = new string([.. headers[(at + 8)..].TakeWhile(char.IsAsciiDigit)]);
            lines.Add($"<sip:{UserOf(call, trunk, uri)}@{domain}>;reason={ReasonOf(digits)};counter=1");
        }
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            writer.Begin(HeaderName.Diversion);
            writer.Append(lines[i]);
            writer.EndLine();
        }
    }

    private static void AppendAddress(ref SipWriter writer, Call call, Trunk trunk, string domain, SipUriView uri)
    {
        writer.Append("<sip:"u8);
        var user = UserOf(call, trunk, uri);
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

    private static string UserOf(Call call, Trunk trunk, SipUriView uri)
    {
        var user = SipUserText.Unescape(uri.Number);
        if (trunk.Identity.RewriteForwarding) user = NumberRewriter.Apply(user, NumberDirection.OutboundCalling, call.Catalogue.NumberRules, trunk.NumberRules, call.Catalogue.Emergency).After;
        return SipUserText.Escape(user);
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
