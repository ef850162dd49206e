using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Domain.Stores;
using Telephony.Host.Composition;
using Telephony.Host.Settings;

namespace Telephony.Host.Schedules;

/// <summary>Forgets answers to repeated requests and entries of the API's audit log that their settings no longer cover. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class ApiRetentionJob(GatewayNode node, GatewaySettings settings, ILogger<ApiRetentionJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.Api is not { } api) return;
        try
        {
            await api.Repeatability.DeleteBeforeAsync(node.Now - settings.Api.AnswersKept, cancellationToken).ConfigureAwait(false);
            var deleted = await api.AuditStore.DeleteBeforeAsync(node.Now - settings.Api.AuditKept, cancellationToken).ConfigureAwait(false);
            if (deleted > 0) logger.AuditDeleted(deleted, settings.Api.AuditKept.TotalDays);
        }
        catch (StorageException failure)
        {
            logger.NotDeleted(failure.Message);
        }
    }
}
