using Telephony.Audio.Codecs;
using Telephony.Audio.Tones;
using Telephony.Calls.Loop;
using Telephony.Net.Loops;
using Telephony.Rtp.Playback;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Searching;

/// <summary>
/// Ringing for a caller who would hear nothing while a trunk that takes the call is searched for: after the trunk's patience a 183 with an answer of our own and
/// a tone, until leg B has media or answers. In an early dialog of its own, so that leg B's answer need not fit it. Call loop only.
/// </summary>
internal sealed class SearchTone(Call call)
{
    private static readonly Lazy<AudioClip> Ringback = new(Make);

    private LoopTimer? _timer;
    private bool _plays;

    public void Begin()
    {
        _timer = new LoopTimer(static self => ((SearchTone)self!).OnSilence(), this);
        call.Shard.Loop.Timers.Arm(_timer, call.From.Media.RingAfter);
    }

    /// <summary>Leg B has something to be heard, or the call is over.</summary>
    public void End()
    {
        if (_timer is not null) call.Shard.Loop.Timers.Cancel(_timer);
        if (!_plays) return;
        _plays = false;
        call.A.Media?.Leg.StopPlay();
    }

    private void OnSilence()
    {
        if (call.Phase != CallPhase.Dialing || !call.Bridge.Caller.TryWordOwn(CodecPolicy.G711, out var description)) return;
        _plays = true;
        call.A.Progress(183, null, description, reliably: true);
        call.A.Media!.Leg.Play(Ringback.Value, loop: true);   // open since the arrival
    }

    private static AudioClip Make()
    {
        var tone = ToneGenerator.Make(Tone.Ringback, TimeSpan.FromSeconds(5));
        return new AudioClip(G711.Encode(G711Law.MuLaw, tone), G711.Encode(G711Law.ALaw, tone));
    }
}
