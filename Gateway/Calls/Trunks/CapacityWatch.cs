using Microsoft.Extensions.Logging;
using Telephony.Calls.Shards;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Trunks;

/// <summary>Looks at a trunk's channels now and then, and says when they run short and when there is room again.</summary>
internal static class CapacityWatch
{
    public static void Look(CallShard shard, Trunk trunk)
    {
        var board = shard.Services.Trunks;
        var limiter = board.LimiterOf(trunk);
        var peak = limiter.TakePeak();
        switch (board.AlarmOf(trunk).Look(peak, trunk.Limits.Channels, trunk.Limits.AlarmAt))
        {
            case AlarmChange.Raised:
                shard.Logger.NearlyFull(trunk.Id, peak, trunk.Limits.Channels ?? 0, trunk.Limits.AlarmAt);
                break;
            case AlarmChange.Cleared:
                shard.Logger.RoomAgain(trunk.Id, peak);
                break;
            default:
                break;
        }
    }
}
