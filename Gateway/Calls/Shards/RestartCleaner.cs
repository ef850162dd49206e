using Telephony.Calls.Dialing;
using Telephony.Calls.Recording;
using Telephony.Calls.Transit;
using Telephony.Domain.Records;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Shards;

/// <summary>Ends one call of an earlier process: both sides get BYE from their stored dialogs, the record its end and cause.</summary>
internal static class RestartCleaner
{
    private const int TemporaryFailure = 41;   // Q.850
    private static readonly byte[] Reason = Reasons.Of(TemporaryFailure, "gateway restarted");

    public static void End(CallShard shard, CallRecord record)
    {
        foreach (var stored in record.Dialogs)
        {
            var dialog = shard.UserAgent.Restore(StoredDialogs.ToSnapshot(stored), new Silent());
            var trunk = shard.Services.Catalogue.Current.Find(stored.Leg.Ordinal == 1 ? record.FromTrunk : record.ToTrunk);
            if (trunk is not null && dialog.Peer.Kind == SipTransportKind.Tls) dialog.Secure(TrunkProfile.Of(trunk));
            dialog.Bye(Reason);
        }
        record.State = CallState.Ended;
        record.EndedAt = shard.Now;
        record.Cause ??= new CallCause(CallEndedBy.Gateway, record.AnsweredAt is null ? 503 : 0, TemporaryFailure, "The gateway was restarted while the call was running.");
        record.Dialogs.Clear();
        shard.Journal.AppendEnded(record);
    }

    private sealed class Silent : IDialogUser
    {
        public void OnRequest(Dialog dialog, IncomingRequest request) => request.Respond(481);

        public void OnReinvite(Dialog dialog, IncomingInvite invite) => invite.Respond(481);

        public void OnEnded(Dialog dialog, in DialogEnd end)
        {
        }
    }
}
