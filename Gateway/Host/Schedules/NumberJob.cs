using Quartz;
using Telephony.Host.Composition;

namespace Telephony.Host.Schedules;

/// <summary>Ends reservations and quarantines whose time is over, forgets reservations older than a month, and looks for orders that wait. Never two at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class NumberJob(GatewayNode node) : IJob
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (node.NumberParts is { } numbers) await numbers.Runner.TendAsync(node.Now - s_kept, cancellationToken).ConfigureAwait(false);
    }
}
