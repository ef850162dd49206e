using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Rtp.Playback;

namespace Telephony.Calls.Interworking;

/// <summary>Plays to the side that is held, where the holding side's trunk has music for it. Call loop only.</summary>
internal sealed class HoldMusic(Call call)
{
    private Leg? _listener;
    private bool _closed;

    /// <summary>A session has changed: who is held by whom now?</summary>
    public void Update(Leg a, Leg b)
    {
        var listener = IsHeldBy(a, b) ? a : IsHeldBy(b, a) ? b : null;
        if (ReferenceEquals(listener, _listener)) return;
        _listener?.Media?.Leg.StopPlay();
        _listener = listener;
        if (listener is not null) Fetch(listener, ReferenceEquals(listener, a) ? b : a);
    }

    public void Close() => _closed = true;

    private static bool IsHeldBy(Leg leg, Leg holder) =>
        holder.Trunk.Hold.Music is not null && holder.Media is { Plan: { HeldByPeer: true, Fax: null } } && leg.Media is { Plan: { Sends: true, HeldByPeer: false, Fax: null } };

    private void Fetch(Leg listener, Leg holder) => call.Services.Announcements.Get(holder.Trunk.Hold.Music!, (clip, why) =>   // IsHeldBy has seen it
    {
        if (call.Shard.Loop.IsCurrent) OnClip(listener, clip, why);
        else call.Shard.Loop.Post(static state => { var (music, leg, ready, reason) = ((HoldMusic, Leg, AudioClip?, string))state!; music.OnClip(leg, ready, reason); }, (this, listener, clip, why));
    });

    private void OnClip(Leg listener, AudioClip? clip, string why)
    {
        if (_closed || !ReferenceEquals(listener, _listener)) return;
        if (clip is null || listener.Media?.Plan is not { } plan || !ClipPlayback.TryPlay(listener.Media.Leg, plan, clip, loop: true, out why))
            call.Trace.Add(Domain.Routing.DecisionRule.Media, "music", Domain.Routing.DecisionVerdict.Failed, why);
    }
}
