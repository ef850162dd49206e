using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Domain.Records;
using Telephony.Domain.Stores;
using Telephony.FlowRunner.Recordings;
using Telephony.Host.Composition;
using Telephony.Host.Settings;

namespace Telephony.Host.Schedules;

/// <summary>Deletes call records that <c>Records:KeepDays</c> and <c>Records:KeepMegabytes</c> no longer cover, with the steps of their flows, and figures and voicemail of flows beyond <c>Flows:KeepFiguresDays</c> and <c>Flows:KeepVoicemailDays</c>. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(GatewayNode node, GatewaySettings settings, ILogger<RetentionJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.Records is not { } records) return;
        var retention = new RecordRetention(TimeSpan.FromDays(settings.Records.KeepDays), settings.Records.KeepMegabytes * 1_000_000);
        try
        {
            var deleted = await records.ApplyRetentionAsync(retention, cancellationToken).ConfigureAwait(false);
            if (node.Flows is { } flows)
            {
                await flows.History.ForgetStepsAsync(node.Now - TimeSpan.FromDays(settings.Records.KeepDays), cancellationToken).ConfigureAwait(false);
                if (settings.Recordings.KeepFor > TimeSpan.Zero) FlowRecordings.Sweep(flows.Recordings, node.Now - settings.Recordings.KeepFor);
                if (settings.Flows.VoicemailKept > TimeSpan.Zero) await flows.SweepVoicemailAsync(node.Now - settings.Flows.VoicemailKept, cancellationToken).ConfigureAwait(false);
                await flows.History.ForgetFiguresAsync(node.Now - settings.Flows.FiguresKept, cancellationToken).ConfigureAwait(false);
            }
            if (deleted > 0) logger.Deleted(deleted, settings.Records.KeepDays, settings.Records.KeepMegabytes);
        }
        catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException)
        {
            logger.NotDeleted(failure.Message);
        }
    }
}
