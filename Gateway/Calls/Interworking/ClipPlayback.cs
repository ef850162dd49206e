using Telephony.Rtp.Media;
using Telephony.Rtp.Playback;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>Plays a clip in the codec agreed on: as it lies ready for G.711, encoded while it plays for any other.</summary>
internal static class ClipPlayback
{
    /// <summary>False when the codec cannot be encoded here; <paramref name="why"/> is a sentence for the operator.</summary>
    public static bool TryPlay(MediaLeg leg, MediaPlan plan, AudioClip clip, bool loop, out string why)
    {
        why = "";
        var codec = plan.Audio;
        if (codec.Codec.Is("PCMU") || codec.Codec.Is("PCMA"))
        {
            leg.Play(clip, loop);
            return true;
        }
        if (!FrameEncoder.TryCreate(codec, PacketTimes.Toward(plan), ClipMaker.SampleRate, out var encoder, out var missing))
        {
            why = missing;
            return false;
        }
        leg.Play(new ClipMaker(clip, encoder, loop));
        return true;
    }
}
