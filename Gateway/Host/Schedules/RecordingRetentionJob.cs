using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Host.Composition;
using Telephony.Host.Settings;

namespace Telephony.Host.Schedules;

/// <summary>Deletes recordings that are older than they are kept, whatever the store does meanwhile. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class RecordingRetentionJob(GatewayNode node, GatewaySettings settings, ILogger<RecordingRetentionJob> logger) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var deleted = node.Recordings?.Sweep() ?? 0;
        if (deleted > 0) logger.RecordingsDeleted(deleted, settings.Recordings.KeepFor.TotalDays);
        return ValueTask.CompletedTask;
    }
}
