using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Calls.Steering;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Import;

namespace Telephony.FlowRunner.Twiml;

/// <summary>
/// What a caller hears who waits in a queue: a document that is asked for with the caller's place, played, and asked for again, until an agent takes the call or the document lets the caller go. Call loop only.
/// <code>
/// ask ─► play ─┬─► ask again, or elsewhere
///              ├─► Leave: the queue is left as after its longest wait
///              └─► Hangup
/// </code>
/// A service that cannot be asked is silence, and asked again.
/// </summary>
/// <param name="act">Of the music in whose place it is; as long as the flow plays that, this goes on.</param>
internal sealed class TwimlWait(TwimlCall twiml, FlowCall owner, TwimlLink first, int act)
{
    /// <summary>A document that has less to say is not asked for more often.</summary>
    private static readonly TimeSpan s_leastTurn = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    private TwimlLink _link = first;

    public void Ask()
    {
        if (!owner.StillPlays(act) || owner.Position is not { } position) return;
        owner.Desk.Track(AskAsync(_link, [.. twiml.Facts(owner.IsAnswered ? "in-progress" : "ringing"), .. Place(position)]));
    }

    private async Task AskAsync(TwimlLink link, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var (text, why) = await twiml.Client.AskAsync(link.Url, link.IsGet, fields, act).ConfigureAwait(false);
        TwimlHold? hold = null;
        if (text is not null && !TwimlHold.TryRead(text, link.Url, out hold, out why)) hold = null;
        IReadOnlyList<ReadOnlyMemory<short>> sounds = [];
        if (hold is not null) (sounds, why) = await owner.Desk.SoundsAsync(hold.Pieces, owner.Desk.Stopping).ConfigureAwait(false);
        if (why.Length > 0)
        {
            owner.Desk.Services.Logger.TwimlFailed(owner.Call.Id, link.Url.Host, why);
            hold = null;
        }
        var rest = (hold is null ? s_rest : s_leastTurn) - TimeSpan.FromSeconds((double)sounds.Sum(static sound => sound.Length) / SteeredSound.SampleRate);
        if (rest > TimeSpan.Zero) sounds = [.. sounds, new short[(int)(rest.TotalSeconds * SteeredSound.SampleRate)]];
        foreach (var sentence in hold?.Left ?? []) owner.Desk.Services.Logger.TwimlLeft(owner.Call.Id, sentence);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (owner.StillPlays(act)) owner.Prompts.Start(sounds, loop: false, () => Heard(hold));
        });
    }

    private void Heard(TwimlHold? hold)
    {
        if (!owner.StillPlays(act) || owner.Position is not { } position) return;
        switch (hold?.End)
        {
            case TwimlHoldEnd.Leave: owner.On(new FlowEvent.ActionFailed(position.Current.State.Act, FailureCause.Timeout, "the web service let the caller leave the queue")); break;
            case TwimlHoldEnd.HangUp: owner.Call.HangUp("The web service hung up on a caller who waited."); break;
            default:
                _link = hold?.Next ?? _link;
                Ask();
                break;
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Place(FlowPosition position)
    {
        var state = position.Current.State;
        var (name, size) = owner.Desk.Queues.Where(owner, state.Act);
        yield return new("QueueSid", $"QU{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]}");
        yield return new("QueueTime", ((long)(owner.Now - state.Entered).TotalSeconds).ToString(CultureInfo.InvariantCulture));
        yield return new("CurrentQueueSize", size.ToString(CultureInfo.InvariantCulture));
        if (state.Input.Split('/') is not [var place, var seconds]) yield break;
        yield return new("QueuePosition", place);
        yield return new("AvgQueueTime", seconds);
    }
}
