using Microsoft.Extensions.Logging;
using Quartz;
using Telephony.Domain.Stores;
using Telephony.Host.Composition;
using Telephony.Host.Settings;

namespace Telephony.Host.Schedules;

/// <summary>Buries events whose time was over while their endpoint had not agreed, and forgets those that <c>Events:KeepDays</c> no longer covers. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class EventJob(GatewayNode node, GatewaySettings settings, ILogger<EventJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.Events is not { } events) return;
        try
        {
            await events.Store.ExpireAsync("it was not sent in time", node.Now, cancellationToken).ConfigureAwait(false);
            await events.Store.ForgetAsync(node.Now - settings.Events.Kept, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            logger.NotDeleted(failure.Message);
        }
    }
}
