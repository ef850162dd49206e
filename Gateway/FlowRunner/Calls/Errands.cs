using Telephony.Domain.Calls;
using Telephony.FlowRunner.Recordings;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>What is done for a flow beside its call, and told to it when it is done. Any thread.</summary>
internal sealed class Errands(FlowCall owner)
{
    private FlowServices Services => owner.Desk.Services;

    public async Task RequestAsync(FlowAction.Request request, CancellationToken cancel) => owner.Post(await Services.Requests.SendAsync(request, cancel).ConfigureAwait(false));

    public async Task TransferAsync(FlowAction.Transfer transfer, CancellationToken cancel)
    {
        FlowEvent happened = new FlowEvent.ActionFailed(transfer.Act, FailureCause.Unreachable, "the caller has no leg any more");
        if (owner.Call.Leg is { } leg)
        {
            var command = new TransferCommand(leg, new TransferGoal.Somebody(Callee.AddressOf(transfer.To))) { Caller = transfer.From.Length > 0 ? transfer.From : null, Resource = owner.Call.Resource };
            happened = await owner.Desk.Calls.TransferAsync(command, cancel).ConfigureAwait(false) switch
            {
                TransferOutcome.Transferred => new FlowEvent.Ended(transfer.Act),
                TransferOutcome.Failed { Status: 486 or 600 } busy => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Busy, busy.Why),
                TransferOutcome.Failed { Status: 408 or 480 } silent => new FlowEvent.ActionFailed(transfer.Act, FailureCause.NoAnswer, silent.Why),
                TransferOutcome.Failed failed => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Unreachable, failed.Why),
                TransferOutcome.Refused refused => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Refused, refused.Why),
                _ => happened,
            };
        }
        owner.Post(happened);
    }

    public async Task DeliverAsync(FlowAction.DeliverVoicemail voicemail)
    {
        try
        {
            var file = await Mailbox.DeliverAsync(Services.Recordings, voicemail, owner.Call.Resource, owner.Call.Id, owner.Call.Called, Services.Clock.GetUtcNow()).ConfigureAwait(false);
            Services.VoicemailLeft?.Invoke();
            owner.Post(new FlowEvent.Accepted(voicemail.Act, file));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            owner.Post(new FlowEvent.ActionFailed(voicemail.Act, FailureCause.Broken, broken.Message));
        }
    }

    public async Task SendAsync(FlowAction.SendText text, CancellationToken cancel)
    {
        var why = Services.SendText is { } send ? await send(owner.Call.Resource, text.From, text.To, text.Text, cancel).ConfigureAwait(false) : "this gateway sends no text messages";
        if (why is not null) Services.Logger.TextRefused(owner.Call.Id, why);
        owner.Post(why is null ? new FlowEvent.Accepted(text.Act, "") : new FlowEvent.ActionFailed(text.Act, FailureCause.Refused, why));
    }
}
