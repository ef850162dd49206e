using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Redirections;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transit;

/// <summary>
/// History-Info toward a trunk (RFC 7044): where the call was sent to before, in the order of time, the last entry being where it goes now.
/// <code>
///   &lt;sip:+1201@gw?Reason=SIP%3Bcause%3D302&gt;;index=1        was called, and redirected the call
///   &lt;sip:+1202@gw;cause=302&gt;;index=1.1;mp=1               where to (RFC 7544: why, as RFC 4458 counts it)
/// </code>
/// </summary>
internal static class HistoryInfo
{
    private const int Most = 20;

    public static void Write(ref SipWriter writer, CalleeLeg leg, string domain)
    {
        var wanted = leg.Trunk.Identity.HistoryInfo;
        if (wanted == ForwardingHeader.None) return;
        var request = leg.Call.A.Request;
        var came = request.Has(HeaderName.HistoryInfo) ? Came(leg, domain) : wanted == ForwardingHeader.Always && request.Has(HeaderName.Diversion) ? OfDiversion(leg, domain) : [];
        if (leg.Redirection is { } redirection) AddRedirections(came, leg, redirection, domain);
        foreach (var entry in came.Count > Most ? came[^Most..] : came)
        {
            writer.Begin(HeaderName.HistoryInfo);
            writer.Append(entry.ToString());
            writer.EndLine();
        }
    }

    private static List<Entry> Came(CalleeLeg leg, string domain)
    {
        var entries = new List<Entry>();
        foreach (var value in leg.Call.A.Request.Values(HeaderName.HistoryInfo))
        {
            if (entries.Count == Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            var user = ForwardingHeaders.UserOf(leg, SipUserText.Unescape(uri.Number));
            var address = (user.Length > 0 ? $"sip:{user}@{domain}" : $"sip:{domain}") + (uri.IsSip ? SipText.ToText(uri.Params) : ";user=phone");
            entries.Add(new Entry(SipUserText.Unescape(uri.Number), address, SipText.ToText(uri.Headers), entry.TryGetParam("index"u8, out var index) ? SipText.ToText(index) : "1", SipText.ToText(entry.Params)));
        }
        return entries;
    }

    /// <summary>RFC 7544: the last to divert is first in Diversion.</summary>
    private static List<Entry> OfDiversion(CalleeLeg leg, string domain)
    {
        var entries = new List<Entry>();
        var cause = "";
        foreach (var value in leg.Call.A.Request.Values(HeaderName.Diversion))
        {
            if (entries.Count == ForwardingHeaders.Most || !NameAddrView.TryParse(value, out var entry) || !entry.TryGetUri(out var uri)) continue;
            var why = ForwardingHeaders.CauseOf(entry.TryGetParam("reason"u8, out var reason) ? SipText.ToText(SipText.Unquote(reason)) : "");
            if (entries.Count == 0) cause = why;
            var number = SipUserText.Unescape(uri.Number);
            entries.Insert(0, new Entry(number, $"sip:{ForwardingHeaders.UserOf(leg, number)}@{domain};user=phone", $"Reason=SIP%3Bcause%3D{why}", "", ""));
        }
        if (entries.Count == 0) return entries;
        var index = "1";
        for (var i = 0; i < entries.Count; i++, index += ".1") entries[i] = entries[i] with { Index = index, Params = $";index={index}" };
        var number0 = leg.Redirection is { } to ? to.Chain[0].From : leg.Call.Record.Called ?? "";
        entries.Add(new Entry(number0, $"sip:{SipUserText.Escape(leg.Redirection is null ? leg.Told.Called : number0)}@{domain};user=phone;cause={cause}", "", index, $";index={index}"));
        return entries;
    }

    private static void AddRedirections(List<Entry> entries, CalleeLeg leg, Redirection redirection, string domain)
    {
        foreach (var step in redirection.Chain)
        {
            if (entries.Count == 0) entries.Add(new Entry(step.From, UriOf(leg, step.From, domain), "", "1", ";index=1"));
            else if (entries[^1].Number != step.From)
            {
                var index = entries[^1].Index + ".1";
                entries.Add(new Entry(step.From, UriOf(leg, step.From, domain), "", index, $";index={index}"));
            }
            var last = entries[^1];
            if (!last.Headers.Contains("Reason=", StringComparison.OrdinalIgnoreCase))
                entries[^1] = last with { Headers = $"{last.Headers}{(last.Headers.Length > 0 ? "&" : "")}Reason=SIP%3Bcause%3D{step.Status}" };
            entries.Add(new Entry(step.Called, $"{UriOf(leg, step.Called, domain)};cause={step.Cause}", "", last.Index + ".1", $";index={last.Index}.1;mp={last.Index}"));
        }
    }

    private static string UriOf(CalleeLeg leg, string number, string domain) => $"sip:{ForwardingHeaders.UserOf(leg, number)}@{domain}{(number.StartsWith('+') ? ";user=phone" : "")}";

    /// <param name="Number">As it came, or normalised.</param>
    /// <param name="Headers">Of the URI, escaped, without the question mark.</param>
    /// <param name="Params">Of the entry, with their semicolons.</param>
    private sealed record Entry(string Number, string Uri, string Headers, string Index, string Params)
    {
        public override string ToString() => Headers.Length > 0 ? $"<{Uri}?{Headers}>{Params}" : $"<{Uri}>{Params}";
    }
}
