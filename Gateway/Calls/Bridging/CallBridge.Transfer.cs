using System.Collections.Immutable;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Net.Addresses;
using Telephony.Rtp.Media;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Bridging;

/// <summary>What a transfer needs of the bridge: an offer for a third leg, its answer, and the swing.</summary>
internal sealed partial class CallBridge
{
    private Realignment? _realignment;
    private bool _realignsBack;

    /// <summary>No change of a session is under way.</summary>
    public bool IsQuiet => _renegotiation is null && _realignment is null;

    /// <summary>Opens media for the target of a transfer and words its offer after what the leg that stays has last said.</summary>
    public bool TryOffer(CalleeLeg leg, Leg stays, out byte[] description, out string why)
    {
        (description, why) = ([], "no media port is free");
        var remote = leg.Trunk.Address?.Address is { } ip ? NetEndpoint.From(ip, 0) : default;
        if (stays.Media is not { Peer: { } peer } || !TryOpen(leg, remote, mux: false, !leg.RefusedEncryption && call.Services.Security.AsksByInvite(leg.Trunk))) return false;
        leg.MayFallBackToPlain = LegSecurity.MayFallBack(leg);
        var media = leg.Media!;   // TryOpen has made it
        if (Offers.FromOtherLeg(OffHold.Of(peer), CodecPolicies.Of(stays.Trunk), media.Toward(leg, stays)) is not OfferOutcome.Offered offered)
        {
            why = "no codec is common to both trunks";
            return false;
        }
        media.HasSent(offered.Description);
        description = LegMedia.Write(offered.Description);
        return true;
    }

    /// <summary>The answer in the target's 2xx. Its media is open then, and joined with nobody.</summary>
    public bool TryTakeTargetAnswer(CalleeLeg leg, SipMessage response, out string why)
    {
        why = "no session description in the response";
        if (leg.Media is not { Sent: { } sent } media || !MultipartBody.TryFindSdp(response, out var body, out _)) return false;
        if (!LegMedia.TryRead(body, out var answer, out why)) return false;
        if (Answers.Accept(sent, answer!) is not PlanOutcome.Agreed agreed)
        {
            why = "nothing of our offer was taken";
            return false;
        }
        media.Commit(answer!, agreed.Plan, MediaTimeouts.Default, ++leg.Parties);
        return true;
    }

    /// <summary>
    /// From the next packet on the two hear each other, on the ports they have: nothing is lost. When their sessions do not fit (hold, codecs) the one that stays
    /// is offered what the new one has said.
    /// </summary>
    public void Swing(Leg stays, Leg with)
    {
        if (stays.Media is not { } first || with.Media is not { } second) return;
        _session!.Bridge(first.Leg, second.Leg);   // open since leg A's media is
        _bridged = true;
        _realignsBack = false;
        Conversion.Update(stays, with);
        first.Watch(MediaTimeouts.Default);
        if (Realignment.IsNeeded(first, second)) Realign(stays, with);
    }

    /// <summary>The sessions of the two do not let both speak with each other: a hold, or other codecs. False where one of them has none.</summary>
    public static bool AreApart(Leg one, Leg? other) => one.Media is { } first && other?.Media is { } second && Realignment.IsNeeded(first, second);

    /// <summary>Offers <paramref name="leg"/> what the other one has said, until it agrees or refuses.</summary>
    public void Realign(Leg leg, Leg with)
    {
        _realignment = new Realignment(call, this, leg, with);
        _realignment.Begin();
    }

    public void Finished(Realignment realignment)
    {
        if (!ReferenceEquals(_realignment, realignment)) return;
        _realignment = null;
        if (!_realignsBack && realignment is { Leg: { IsGone: false, Media: { } first } leg, With: { IsGone: false, Media: { } second } with }
            && call.Phase == CallPhase.Established && Realignment.IsNeeded(first, second))
        {
            _realignsBack = true;
            Realign(with, leg);
            return;
        }
        call.Transfer?.OnBridgeQuiet();
        call.AwaitedBy?.OnBridgeQuiet();
    }

    /// <summary>
    /// The answer to an INVITE that takes the place of another leg: what the leg that stays has agreed on, without a hold, as far as the new one offers it. Null with
    /// the status when there is no media for it.
    /// </summary>
    public byte[]? AnswerReplacing(Leg with, Leg stays, SipMessage invite, in NetEndpoint remote, out int status)
    {
        status = 488;
        if (!MultipartBody.TryFindSdp(invite, out var body, out _) || !LegMedia.TryRead(body, out var offer, out _) || stays.Media?.Plan is not { } plan) return null;
        status = 503;
        if (!TryOpen(with, remote, OffersMux(offer!), call.Services.Security.AsksInAnswer(with.Trunk))) return null;
        var media = with.Media!;   // just opened
        status = 488;
        if (Answers.FromOtherLeg(offer!, plan with { Sends = true, Receives = true }, media.Local) is not AnswerOutcome.Answered answered)
        {
            media.Leg.Close();
            return null;
        }
        media.HasSent(answered.Description);
        media.Commit(offer!, answered.Plan, MediaTimeouts.Default);
        return LegMedia.Write(answered.Description);
    }

    /// <summary>A leg of another call has come, with its media: it and the one that stays hear each other from the next packet on.</summary>
    public void Adopt(MediaLeg leg, MediaLeg stays)
    {
        _session!.Adopt(leg, stays);   // as above
        _openLegs++;
    }

    /// <summary>And it has left that other call.</summary>
    public void Lost() => _openLegs--;
}

/// <summary>A peer's description without the hold that it only echoes: what a third side is offered (RFC 5589 6: a transferee is on hold).</summary>
internal static class OffHold
{
    public static SessionDescription Of(SessionDescription peer)
    {
        var wishes = false;
        foreach (var media in peer.Media) wishes |= media.IsAudio && peer.DirectionOf(media) == Direction.SendOnly;
        if (wishes) return peer;   // its own hold
        var free = ImmutableArray.CreateBuilder<MediaDescription>(peer.Media.Length);
        foreach (var media in peer.Media) free.Add(media with { Attributes = Free(media.Attributes) });
        return peer with { Attributes = Free(peer.Attributes), Media = free.MoveToImmutable() };
    }

    private static ImmutableArray<SdpAttribute> Free(ImmutableArray<SdpAttribute> attributes) =>
        attributes.RemoveAll(static a => a.Name is "sendonly" or "recvonly" or "inactive" or "sendrecv");
}
