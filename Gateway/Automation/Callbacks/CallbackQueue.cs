using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Callbacks;

/// <summary>
/// The callbacks of one connection: in order, one at a time, repeated with growing pauses until taken or given up. The call never waits for them: what does not fit is
/// dropped, and said so. Written by the call's loop; ends by itself when it was completed and is empty.
/// <code>
/// call's loop ─► 256 places ─► POST ─► taken
///                               └─ not taken: 0.5, 1, 2, 4, 8, 8 … s, for a minute
/// </code>
/// Behind one that was given up the others do not have a minute each, but until they are a minute old: a server that is gone does not hold a call that is over for as many minutes as it had events.
/// </summary>
internal sealed class CallbackQueue(string connection, ResourceId resource, ICallbackWire wire, TimeProvider clock, ILogger logger, CancellationToken stop)
{
    public const int Most = 256;

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(8);

    private readonly Channel<Callback> _waiting = Channel.CreateBounded<Callback>(new BoundedChannelOptions(Most) { SingleReader = true, SingleWriter = true });
    private bool _gone;   // nothing was taken since one was given up

    public void Add(Callback callback)
    {
        if (!_waiting.Writer.TryWrite(callback)) logger.Dropped(callback.Type, connection, Most);
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    public async Task RunAsync()
    {
        try
        {
            await foreach (var callback in _waiting.Reader.ReadAllAsync(stop).ConfigureAwait(false)) await DeliverAsync(callback).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The gateway stops: its calls are over.
        }
    }

    private async Task DeliverAsync(Callback callback)
    {
        var (began, pause) = (clock.GetTimestamp(), TimeSpan.FromSeconds(0.5));
        while (true)
        {
            var reply = await wire.SendAsync(callback, resource, stop).ConfigureAwait(false);
            if (reply.Taken)
            {
                _gone = false;
                return;
            }
            var waited = clock.GetElapsedTime(began);
            logger.NotTaken(connection, callback.Url.Host, reply.Why, _waiting.Reader.Count + 1, (int)waited.TotalSeconds);
            if (reply.Final || pause + (_gone ? clock.GetUtcNow() - callback.At : waited) > Patience)
            {
                _gone |= !reply.Final;
                logger.GivenUp(callback.Type, connection, callback.Url.Host, (int)waited.TotalSeconds);
                return;
            }
            await Task.Delay(pause, clock, stop).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }
}
