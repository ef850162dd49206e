using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Domain.Stores;
using Telephony.Host.Composition;
using Telephony.Host.Settings;

namespace Telephony.Host.Schedules;

/// <summary>Tells of delivery reports that are overdue, and forgets messages that <c>Messaging:KeepDays</c> no longer covers. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class MessageJob(GatewayNode node, GatewaySettings settings, ILogger<MessageJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.Messaging is not { } messaging) return;
        await messaging.TakeOverAsync(cancellationToken).ConfigureAwait(false);
        await messaging.ExpireReportsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await messaging.Store.ForgetAsync(node.Now - settings.MessagesKept, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            logger.NotDeleted(failure.Message);
        }
    }
}
