using Telephony.Calls.Interworking;
using Telephony.Calls.Loop;
using Telephony.Domain.Numbers;
using Telephony.Rtp.Playback;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Endpoints;

/// <summary>The gateway itself as the other side of leg A: an echo, or an announcement after which it hangs up. Call loop only.</summary>
internal sealed class LocalEnd(Call call, Destination destination)
{
    private static readonly CodecPolicy Codecs = new() { Order = CodecFormats.Convertible, ListedOnly = true };

    private AudioClip? _clip;
    private byte[] _description = [];
    private bool _over;

    /// <summary>Gets ready and answers, or refuses the call.</summary>
    public void Begin()
    {
        if (destination is not Destination.Announcement announcement)
        {
            Ready();
            return;
        }
        call.Services.Announcements.Get(announcement.Path, (clip, why) =>
        {
            if (call.Shard.Loop.IsCurrent) OnClip(clip, why);
            else call.Shard.Loop.Post(static state => { var (end, ready, reason) = ((LocalEnd, AudioClip?, string))state!; end.OnClip(ready, reason); }, (this, clip, why));
        });
    }

    /// <summary>200 to leg A, and sound.</summary>
    public void Answer()
    {
        call.A.Answer(null, _description);
        var media = call.A.Media!.Leg;   // open since the arrival
        if (_clip is null) media.PlayEcho();
        else if (call.A.Media.Plan is not { } plan) media.Play(_clip);   // the caller's answer is still to come
        else if (!ClipPlayback.TryPlay(media, plan, _clip, loop: false, out var why)) call.Stop(0, 127, why);
    }

    public byte[]? Reanswer(SessionDescription offer) => call.Bridge.ReanswerFromPolicy(offer, Codecs);

    /// <summary>What was last agreed, as an offer to an INVITE that has none.</summary>
    public byte[]? Repeat() => call.A.Media?.Sent is { } sent ? Negotiation.LegMedia.Write(sent) : [];

    public void OnPlayEnded()
    {
        if (!_over && _clip is not null) call.Stop(0, 16, "The announcement was played to its end.");
    }

    public void Dispose() => _over = true;

    private void OnClip(AudioClip? clip, string why)
    {
        if (_over) return;
        if (clip is null)
        {
            call.Refuse(480, why);
            return;
        }
        _clip = clip;
        Ready();
    }

    private void Ready()
    {
        if (call.Bridge.AnswerFromPolicy(Codecs) is { } description)
        {
            _description = description;
            call.AnswerLocally();
        }
        else
        {
            var missing = call.Bridge.Caller.Offer is { } offer && CodecFormats.WhyNot(offer) is { } why ? $" {why}" : "";
            call.Refuse(488, $"The offer has no codec that the gateway's own ends can speak.{missing}");
        }
    }
}
