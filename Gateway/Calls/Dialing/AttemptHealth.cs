using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Dialing;

/// <summary>What the end of an attempt says of the trunk's health.</summary>
internal static class AttemptHealth
{
    public static void Note(Call call, CalleeLeg leg, AttemptOutcome outcome, SipMessage? response)
    {
        if (leg.Trunk.Accounts.Count > 0) return;   // one phone says nothing of the others
        var board = call.Services.Trunks;
        var health = board.HealthOf(leg.Trunk);
        switch (outcome)
        {
            case AttemptOutcome.Rejected { StatusCode: 503 } when response is not null && RetryAfter(response) is { } seconds:
                var remote = leg.Target.Remote;
                health.Rest(remote.Address, remote.Port, TimeSpan.FromSeconds(seconds), leg.Trunk.Address?.Address is not null, board.NowMs);
                break;
            case AttemptOutcome.Rejected { StatusCode: not (408 or 503) }:
                call.Shard.Report(leg.Trunk, health.OnCallAlive(board.NowMs, call.Shard.Now));
                break;
            case AttemptOutcome.NoReply:
                call.Shard.Report(leg.Trunk, health.OnCallUnreachable("INVITE had no response", board.NowMs, call.Shard.Now));
                break;
            case AttemptOutcome.TransportFailed failed:
                call.Shard.Report(leg.Trunk, health.OnCallUnreachable(failed.Error, board.NowMs, call.Shard.Now));
                break;
            default:
                break;
        }
    }

    private static uint? RetryAfter(SipMessage response)
    {
        var value = response.Header(HeaderName.RetryAfter);
        var end = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return SipText.TryNumber(end < 0 ? value : value[..end], 86_400, out var seconds) && seconds > 0 ? seconds : null;
    }
}
