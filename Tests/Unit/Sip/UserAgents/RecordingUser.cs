using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>Every kind of user in one: writes down what it is told; acknowledges 2xx at once unless told to wait.</summary>
internal sealed class RecordingUser(AgentBench bench) : IOutgoingInviteUser, IIncomingInviteUser, IDialogUser, IResponseUser
{
    public bool HoldAck { get; set; }

    public InviteFailure? Failure { get; private set; }

    public List<Dialog> Early { get; } = [];

    public IncomingInvite? Reinvite { get; private set; }

    public IncomingRequest? InDialog { get; private set; }

    public Action<IncomingRequest>? OnInDialog { get; set; }

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
        if (early is not null && !Early.Contains(early))
        {
            Early.Add(early);
            early.User = this;
        }
        bench.Told.Add($"{response.StatusCode} {(early is null ? "-" : SipText.ToText(early.RemoteTag.Span))}");
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        bench.Told.Add($"answered {SipText.ToText(dialog.RemoteTag.Span)}");
        bench.Dialog = dialog;
        dialog.User = this;
        if (!HoldAck) dialog.Ack();
    }


    public void OnFailed(OutgoingInvite invite, in InviteFailure failure)
    {
        Failure = failure with { Response = null };
        bench.Told.Add($"failed {failure.Cause} {failure.Status}");
    }

    public void OnCancelled(IncomingInvite invite, SipMessage request) => bench.Told.Add($"cancelled by {request.Method}");

    public void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack) => bench.Told.Add(ack.Body.IsEmpty ? "acked" : $"acked with {SipText.ToText(ack.Body)}");

    public void OnAckMissing(IncomingInvite invite, Dialog dialog)
    {
        bench.Told.Add("ack missing");
        dialog.Bye();
    }

    public void OnRequest(Dialog dialog, IncomingRequest request)
    {
        InDialog = request;
        bench.Told.Add($"in dialog {request.Method}");
        if (OnInDialog is null) request.Respond(200);
        else OnInDialog(request);
    }

    public void OnReinvite(Dialog dialog, IncomingInvite invite)
    {
        Reinvite = invite;
        invite.User = this;
        bench.Told.Add("reinvited");
    }

    public void OnEnded(Dialog dialog, in DialogEnd end) => bench.Told.Add($"ended {end.Cause}{(end.Status > 0 ? $" {end.Status}" : "")}");

    public void OnResponse(OutgoingRequest request, SipMessage response) => bench.Told.Add($"{request.Method} got {response.StatusCode}");

    public void OnFailed(OutgoingRequest request, RequestFailure failure) => bench.Told.Add($"{request.Method} failed {failure}");
}
