using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;

namespace Telephony.Calls.Trunks;

/// <summary>What befalls a trunk beside its health. Ids 3012 to 3019.</summary>
internal static partial class TrunkLog
{
    [LoggerMessage(3012, LogLevel.Warning, "Trunk {TrunkId}: its circuit is open, no call will be tried for a while: {Why}")]
    public static partial void CircuitOpen(this ILogger logger, TrunkId trunkId, string why);

    [LoggerMessage(3013, LogLevel.Information, "Trunk {TrunkId}: its circuit is closed again, its share of calls grows from now on")]
    public static partial void CircuitClosed(this ILogger logger, TrunkId trunkId);

    [LoggerMessage(3014, LogLevel.Warning, "Trunk {TrunkId}: {InUse} of {Channels} channels in use (limits.alarmAt {AlarmAt})")]
    public static partial void NearlyFull(this ILogger logger, TrunkId trunkId, int inUse, int channels, double alarmAt);

    [LoggerMessage(3015, LogLevel.Information, "Trunk {TrunkId}: room again, {InUse} of its channels in use")]
    public static partial void RoomAgain(this ILogger logger, TrunkId trunkId, int inUse);

    [LoggerMessage(3016, LogLevel.Information, "Trunk {TrunkId} is being drained: {Calls} calls are left, new ones go elsewhere")]
    public static partial void DrainingTrunk(this ILogger logger, TrunkId trunkId, int calls);

    [LoggerMessage(3017, LogLevel.Information, "Trunk {TrunkId} takes calls again")]
    public static partial void DrainedNoMore(this ILogger logger, TrunkId trunkId);

    [LoggerMessage(3018, LogLevel.Error, "A message of trunk {TrunkId} could not be stored; the trunk is asked to send it again")]
    public static partial void MessageNotStored(this ILogger logger, Exception failure, TrunkId trunkId);
}
