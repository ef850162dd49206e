using Telephony.Audio.Codecs;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>How long the packets are that a peer gets from us: what it asked for (RFC 8866 6.4), never more than it can take.</summary>
internal static class PacketTimes
{
    /// <summary>Milliseconds, a whole ten from 10 to 60.</summary>
    public static int Toward(MediaPlan plan) =>
        plan.PeerMaxPtimeMs is { } most && most < AudioFrame.Ptime(plan.PeerPtimeMs) ? Math.Max(AudioFrame.MinPtimeMs, most / 10 * 10) : AudioFrame.Ptime(plan.PeerPtimeMs);
}
