using Telephony.Calls.Interworking;
using Telephony.Calls.Loop;
using Telephony.Domain.Numbers;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Playback;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Endpoints;

/// <summary>An echo, or an announcement after which the gateway hangs up. Call loop only.</summary>
internal sealed class LocalEnd(Call call, Destination destination) : GatewayEnd(call)
{
    private static readonly CodecPolicy Codecs = new() { Order = CodecFormats.Convertible, ListedOnly = true };

    private AudioClip? _clip;
    private byte[] _description = [];
    private bool _over;

    /// <summary>Gets ready and answers, or refuses the call.</summary>
    public override void Begin()
    {
        if (destination is not Destination.Announcement announcement)
        {
            Ready();
            return;
        }
        Call.Services.Announcements.Get(announcement.Path, (clip, why) =>
        {
            if (Call.Shard.Loop.IsCurrent) OnClip(clip, why);
            else Call.Shard.Loop.Post(static state => { var (end, ready, reason) = ((LocalEnd, AudioClip?, string))state!; end.OnClip(ready, reason); }, (this, clip, why));
        });
    }

    /// <summary>200 to leg A, and sound.</summary>
    public override void Answer()
    {
        Call.A.Answer(null, _description);
        var media = Call.A.Media!.Leg;   // open since the arrival
        if (_clip is null) media.PlayEcho();
        else if (Call.A.Media.Plan is not { } plan) media.Play(_clip);   // the caller's answer is still to come
        else if (!ClipPlayback.TryPlay(media, plan, _clip, loop: false, out var why)) Call.Stop(0, 127, why);
    }

    public override CodecPolicy CodecsToward(Trunk trunk) => Codecs;

    public override void OnPlayEnded()
    {
        if (!_over && _clip is not null) Call.Stop(0, 16, "The announcement was played to its end.");
    }

    public override void Leave() => _over = true;

    private void OnClip(AudioClip? clip, string why)
    {
        if (_over) return;
        if (clip is null)
        {
            Call.Refuse(480, why);
            return;
        }
        _clip = clip;
        Ready();
    }

    private void Ready()
    {
        if (WordAnswer(Codecs) is not { } description) return;
        _description = description;
        Call.AnswerLocally();
    }
}
