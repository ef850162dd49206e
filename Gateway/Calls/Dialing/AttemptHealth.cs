using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Addresses;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Dialing;

/// <summary>What the end of an attempt says of the trunk's health.</summary>
internal static class AttemptHealth
{
    /// <param name="goesOn">Another address or place of the same trunk is tried: what one of them did says nothing of the trunk yet.</param>
    public static void Note(Call call, CalleeLeg leg, AttemptOutcome outcome, SipMessage? response, bool goesOn)
    {
        if (leg.Trunk.Accounts.Count > 0) return;   // one phone says nothing of the others
        var board = call.Services.Trunks;
        var health = board.HealthOf(leg.Trunk);
        if (leg.Trunk.Backups.Count > 0 && leg.Place is { } place) NotePlace(board, leg.Trunk, place, outcome, response);
        if (goesOn && leg.Trunk.Backups.Count > 0 && outcome is AttemptOutcome.NoReply or AttemptOutcome.TransportFailed) return;
        switch (outcome)
        {
            case AttemptOutcome.Rejected { StatusCode: 503 } when response is not null && RetryAfter(response) is { } seconds:
                var remote = leg.Target.Remote;
                health.Rest(remote.Address, remote.Port, TimeSpan.FromSeconds(seconds), leg.Trunk is { Address.Address: not null, Backups.Count: 0 }, board.NowMs);
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

    private static void NotePlace(TrunkBoard board, Trunk trunk, HostPort place, AttemptOutcome outcome, SipMessage? response)
    {
        var places = board.PlacesOf(trunk);
        var avoided = TrunkPlaces.Avoided;
        switch (outcome)
        {
            case AttemptOutcome.Rejected { StatusCode: 503 }:
                if (response is not null && RetryAfter(response) is { } seconds) avoided = TimeSpan.FromSeconds(Math.Min(seconds, TrunkHealthTracker.LongestRest.TotalSeconds));
                places.Down(place, board.NowMs + (long)avoided.TotalMilliseconds);
                break;
            case AttemptOutcome.NoReply or AttemptOutcome.TransportFailed:
                places.Down(place, trunk.Options.Off ? board.NowMs + (long)avoided.TotalMilliseconds : long.MaxValue);
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
