using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Domain.Stores;
using Telephony.Host.Composition;

namespace Telephony.Host.Schedules;

/// <summary>Lets queues call back: those whose pause is over, those whose hours begin. Forgets visits older than 90 days. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class QueueJob(GatewayNode node, ILogger<QueueJob> logger) : IJob
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.Flows is not { } flows) return;
        flows.Desk.Queues.Tend();
        if (node.Now.Minute != 0) return;   // forgetting has time
        try
        {
            await flows.QueueStore.ForgetAsync(node.Now - s_kept, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            logger.NotDeleted(failure.Message);
        }
    }
}
