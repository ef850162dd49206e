using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Bridging;

/// <summary>A re-INVITE without an offer: the other side is asked for one, and each answers in its ACK (RFC 3261 14.1, RFC 6337 3.1).</summary>
internal sealed partial class Renegotiation
{
    /// <summary>The other side has offered in its 200 to our empty re-INVITE: this side is to answer in its ACK.</summary>
    private void TakeLateOffer(Dialog dialog, SipMessage response)
    {
        var media = _from.Media!;   // as in Begin
        if (!MultipartBody.TryFindSdp(response, out var body, out _) || !LegMedia.TryRead(body, out _offer, out _)
            || Offers.FromOtherLeg(_offer!, CodecPolicies.Of(To.Trunk), media.Toward(_from, To), media.Sent) is not OfferOutcome.Offered offered)
        {
            dialog.Ack();
            _call.Stop(0, 127, "A session change could not be agreed on.");
            return;
        }
        _waitsForAck = dialog;
        _passedOn = offered.Description;
        Answer(LegMedia.Write(offered.Description));
    }

    private void TakeLateAnswer(Dialog other, SipMessage ack)
    {
        var (media, target) = (_from.Media!, To.Media!);   // as in Begin
        if (MultipartBody.TryFindSdp(ack, out var body, out _) && LegMedia.TryRead(body, out var answer, out _)
            && Answers.Accept(_passedOn!, answer!) is PlanOutcome.Agreed agreed
            && Answers.FromOtherLeg(_offer!, agreed.Plan, target.Toward(To, _from), target.Sent) is AnswerOutcome.Answered answered)
        {
            media.HasSent(_passedOn!);
            media.Commit(answer!, agreed.Plan, Limits(_from), _from.Party);
            target.HasSent(answered.Description);
            target.Commit(_offer!, answered.Plan, Limits(To), To.Party);
            other.Ack(SdpType, LegMedia.Write(answered.Description));
            return;
        }
        other.Ack();
        _call.Stop(0, 127, "A session change could not be agreed on.");
    }
}
