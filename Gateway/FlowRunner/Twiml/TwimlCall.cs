using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Numbers;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;
using Telephony.Ivr.Import;

namespace Telephony.FlowRunner.Twiml;

/// <summary>
/// A call that a web service steers by documents: each is a program of its own in the same engine, and where it ends in a link, the next is fetched. What cannot be had is asked of the fallback; without one, the caller
/// is told and hung up on. Call loop only.
/// </summary>
internal sealed class TwimlCall(FlowCall owner, TwimlTarget target, TwimlAccount account)
{
    /// <summary>Documents of one call: more is a circle that waits for nobody.</summary>
    private const int MostDocuments = 1000;

    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    private TwimlProgram _document = TwimlProgram.Begin(target.Url, target.IsGet);
    private int _documents;
    private int _followed;

    private FlowServices Services => owner.Desk.Services;

    public FlowProgram Program => _document.Program;

    /// <summary>CA and 32 hexadecimal digits.</summary>
    public string CallSid => string.Create(CultureInfo.InvariantCulture, $"CA{owner.Call.Id.Value:x32}");

    public bool IsLink(string node) => _document.Links.ContainsKey(node);

    public void Follow(FlowPosition position, int act)
    {
        _followed = act;
        if (++_documents > MostDocuments)
        {
            owner.Post(new FlowEvent.ActionFailed(act, FailureCause.Refused, $"the call went through {MostDocuments} documents"));
            return;
        }
        var link = _document.Links[position.Current.Node];
        owner.Desk.Track(FollowAsync(link, [.. Facts(owner.IsAnswered ? "in-progress" : "ringing"), .. Fields(link, position)], act));
    }

    /// <summary>The call is over: the service learns what a caller left who then hung up, and the end, if it wants to know.</summary>
    public void Over(FlowPosition? position, string status, TimeSpan talked)
    {
        if (position is { End.ByCaller: true } && position.Current.State.Act != _followed && _document.Links.TryGetValue(position.Current.Node, out var link)) owner.Desk.Track(TellAsync(link.Url, link.IsGet, [.. Facts(status), .. Fields(link, position)]));
        if (target.Status is not { } told) return;
        var seconds = (long)Math.Ceiling(talked.TotalSeconds);
        owner.Desk.Track(TellAsync(told, isGet: false,
        [
            .. Facts(status), new("CallDuration", seconds.ToString(CultureInfo.InvariantCulture)), new("Duration", ((seconds + 59) / 60).ToString(CultureInfo.InvariantCulture)),
            new("Timestamp", owner.Now.ToString("r", CultureInfo.InvariantCulture)), new("SequenceNumber", "0"), new("CallbackSource", "call-progress-events"),
        ]));
    }

    private async Task FollowAsync(TwimlLink link, IReadOnlyList<KeyValuePair<string, string>> fields, int act)
    {
        var (document, code, why) = await FetchAsync(link.Url, link.IsGet, fields, act).ConfigureAwait(false);
        if (document is null)
        {
            Services.Logger.TwimlFailed(owner.Call.Id, link.Url.Host, why);
            if (target.Fallback is { } fallback) (document, _, why) = await FetchAsync(fallback, false, [.. fields, new("ErrorCode", code), new("ErrorUrl", link.Url.AbsoluteUri)], act).ConfigureAwait(false);
        }
        if (document is null)
        {
            owner.Post(new FlowEvent.ActionFailed(act, FailureCause.Unreachable, why));
            return;
        }
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (owner.Position is not { End: null } position || position.Current.State.Act != act) return;   // the caller is gone
            foreach (var sentence in document.Left) Services.Logger.TwimlLeft(owner.Call.Id, sentence);
            _document = document;
            owner.GoOn(document.Program);
        });
    }

    /// <returns>The document, or the error's code as receivers know it (11200: it cannot be had; 12100: it is no TwiML), and why.</returns>
    private async Task<(TwimlProgram? Document, string Code, string Why)> FetchAsync(Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields, int act)
    {
        var answer = await Services.Requests.SendAsync(TwimlRequest.Make(act, url, isGet, fields, account.Token), owner.Desk.Stopping).ConfigureAwait(false);
        if (answer is not FlowEvent.HttpAnswered { Status: >= 200 and < 300 } good) return (null, "11200", answer is FlowEvent.ActionFailed failed ? failed.Reason : $"{url.Host} answered {((FlowEvent.HttpAnswered)answer).Status}");
        var text = good.Body.ToString();
        // An empty answer is an empty document.
        return TwimlProgram.TryRead(text.Length == 0 ? "<Response/>" : text, url, out var document, out var why) ? (document, "", "") : (null, "12100", why);
    }

    // A service that is away for a moment is told again; who does not want to hear is not.
    private async Task TellAsync(Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await Services.Requests.SendAsync(TwimlRequest.Make(0, url, isGet, fields, account.Token), owner.Desk.Stopping).ConfigureAwait(false);
            if (answer is FlowEvent.HttpAnswered { Status: < 500 }) return;
            if (tries == s_pauses.Length || answer is FlowEvent.ActionFailed { Cause: FailureCause.Refused })
            {
                Services.Logger.TwimlFailed(owner.Call.Id, url.Host, answer is FlowEvent.ActionFailed failed ? failed.Reason : $"{url.Host} answers with errors");
                return;
            }
            await Task.Delay(s_pauses[tries], Services.Clock, owner.Desk.Stopping).ConfigureAwait(false);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Facts(string status)
    {
        var (from, to) = (owner.Call.Caller.Length > 0 ? owner.Call.Caller : "anonymous", owner.Call.Called);
        yield return new("CallSid", CallSid);
        yield return new("AccountSid", account.Sid);
        yield return new("From", from);
        yield return new("To", to);
        yield return new("Caller", from);
        yield return new("Called", to);
        yield return new("CallStatus", status);
        yield return new("ApiVersion", "2010-04-01");
        yield return new("Direction", "inbound");
        if (owner.Call.DisplayName.Length > 0) yield return new("CallerName", owner.Call.DisplayName);
    }

    private IEnumerable<KeyValuePair<string, string>> Fields(TwimlLink link, FlowPosition position)
    {
        foreach (var parameter in link.Parameters)
        {
            if (parameter.Variable is not { } name)
            {
                yield return new(parameter.Name, parameter.Literal);
                continue;
            }
            var value = position.Current.Variables[name];
            if (value.Kind == FlowValueKind.Nothing) continue;
            if (parameter.Name is "RecordingDuration" or "DialCallDuration") yield return new(parameter.Name, Math.Ceiling(value.Number).ToString(CultureInfo.InvariantCulture));
            else if (parameter.Name != "RecordingUrl") yield return new(parameter.Name, value.ToString());
            else
            {
                yield return new("RecordingSid", $"RE{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.ToString())))[..32]}");
                yield return new("RecordingUrl", Services.RecordingUrl?.Invoke(owner.Call.Resource, value.ToString()) ?? "");
            }
        }
    }
}
