using Telephony.Calls.Legs;
using Telephony.Calls.Negotiation;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.SessionTimers;

/// <summary>
/// A refresh of ours: UPDATE without a description where the peer takes UPDATE, else a re-INVITE that repeats the last description with its version, whatever
/// media it is about (RFC 4028 7.4, RFC 3264 8). It stays on its leg.
/// </summary>
internal sealed class SessionRefresh(Leg leg, SessionTimer timer) : IResponseUser, IOutgoingInviteUser
{
    private static readonly byte[] SdpType = "application/sdp"u8.ToArray();

    /// <summary>What is under way ends soon, one way or the other.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);

    public void Send()
    {
        if (leg.Dialog is not { } dialog || leg.IsGone) return;
        if (leg.PeerTakesUpdate && !dialog.IsUpdating) dialog.Send(SipMethod.Update, this, Write, timer);
        else if (leg.PeerTakesUpdate || leg.Media?.Sent is not { } sent || dialog.Reinvite(this, Write, timer, SdpType, LegMedia.Write(sent)) is null) timer.OnRefreshFailed(Busy);
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        switch (response.StatusCode)
        {
            case < 300:
                leg.NotePeer(response);
                timer.TakeAnswer(response);
                break;
            case 405 or 501:
                leg.ForgetUpdate();
                timer.OnRefreshOtherwise();
                break;
            default:
                OnFailure(response.StatusCode, response, null);
                break;
        }
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure) => timer.OnRefreshFailed();

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        dialog.Ack();
        leg.NotePeer(response);
        timer.TakeAnswer(response);
        leg.Call.Bridge.TakeRefreshed(leg, response);
    }

    public void OnFailed(OutgoingInvite invite, in InviteFailure failure) => OnFailure(failure.Status, failure.Response, failure.RetryAfter);

    /// <summary>After 408 and 481 the dialog ends by itself (RFC 3261 12.2.1.2).</summary>
    private void OnFailure(int status, SipMessage? response, TimeSpan? retryAfter)
    {
        if (status == 422 && response is not null && timer.TryGrow(response)) timer.OnRefreshOtherwise();
        else timer.OnRefreshFailed(status == 491 ? retryAfter ?? Busy : null);
    }

    private static void Write(ref SipWriter writer, SessionTimer timer) => timer.WriteRequest(ref writer);
}
