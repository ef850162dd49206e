using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Identity;
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

    private TwimlProgram _document = TwimlProgram.Begin(target.Url, target.IsGet);
    private int _documents;
    private int _followed;

    private FlowServices Services => owner.Desk.Services;

    public FlowProgram Program => _document.Program;

    public TwimlClient Client { get; } = new(owner, account);

    public string CallSid => Sid(owner.Call.Id);

    /// <summary>CA and 32 hexadecimal digits.</summary>
    public static string Sid(CallId call) => string.Create(CultureInfo.InvariantCulture, $"CA{call.Value:x32}");

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

    /// <summary>Who tells how the calls of this dial go; null: nobody wants to know.</summary>
    public TwimlDial? Watch(FlowPosition position, FlowAction.Dial dial) => _document.Callbacks.TryGetValue(position.Current.Node, out var callbacks) ? new TwimlDial(this, owner, dial, callbacks) : null;

    /// <summary>False: the music is the flow's own.</summary>
    public bool TryWait(FlowPosition position, FlowAction.Play music)
    {
        if (!_document.Waits.TryGetValue(position.Current.Node, out var link)) return false;
        // The place in the queue is told by then.
        owner.Call.Loop.Post(static state => ((TwimlWait)state!).Ask(), new TwimlWait(this, owner, link, music.Act));
        return true;
    }

    /// <summary>Before the flow has it: a recording is over that somebody wants to hear of.</summary>
    public void Saw(FlowPosition position, FlowEvent happened)
    {
        if (happened is not FlowEvent.Recorded recorded || recorded.Act != position.Current.State.Act || !_document.Callbacks.TryGetValue(position.Current.Node, out var callbacks) || callbacks is not [{ } callback]) return;
        var status = recorded.Recording.Length > 0 ? "completed" : "absent";
        if (!callback.Events.Contains(status)) return;
        owner.Desk.Track(Client.TellAsync(callback.Url, callback.IsGet,
        [
            .. Facts(owner.Call.IsOver ? "completed" : "in-progress"), .. recorded.Recording.Length > 0 ? Recording(recorded.Recording) : [], new("RecordingStatus", status), new("RecordingDuration", Math.Ceiling(recorded.Length.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            new("RecordingChannels", "1"), new("RecordingSource", "RecordVerb"), new("RecordingStartTime", (owner.Now - recorded.Length).ToString("r", CultureInfo.InvariantCulture)),
        ]));
    }

    /// <summary>The call is over: the service learns what a caller left who then hung up, and the end, if it wants to know.</summary>
    public void Over(FlowPosition? position, string status, TimeSpan talked)
    {
        if (position is { End.ByCaller: true } && position.Current.State.Act != _followed && _document.Links.TryGetValue(position.Current.Node, out var link)) owner.Desk.Track(Client.TellAsync(link.Url, link.IsGet, [.. Facts(status), .. Fields(link, position)]));
        if (target.Status is not { } told) return;
        var seconds = (long)Math.Ceiling(talked.TotalSeconds);
        owner.Desk.Track(Client.TellAsync(told, isGet: false,
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
        var (text, why) = await Client.AskAsync(url, isGet, fields, act).ConfigureAwait(false);
        if (text is null) return (null, "11200", why);
        return TwimlProgram.TryRead(text, url, out var document, out why) ? (document, "", "") : (null, "12100", why);
    }

    /// <summary>What stands in every request.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts(string status)
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
                foreach (var field in Recording(value.ToString())) yield return field;
            }
        }
    }

    private KeyValuePair<string, string>[] Recording(string file) =>
        [new("RecordingSid", $"RE{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..32]}"), new("RecordingUrl", Services.RecordingUrl?.Invoke(owner.Call.Resource, file) ?? "")];
}
