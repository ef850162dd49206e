using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Api.Pipeline;
using Telephony.Domain.Audit;
using Telephony.Domain.Trunks;

namespace Telephony.Api.Audit;

/// <summary>
/// Takes what happened off the requests' hands and brings it to the store in batches. Holds a bounded number of entries; what comes while it is full is lost, counted
/// and said. Requests that nobody signed are noted at a bounded rate, so that strangers cannot fill the disk.
/// </summary>
public sealed class AuditTrail : IAsyncDisposable
{
    private const int Room = 8192;
    private const int Batch = 1024;
    private const double StrangersPerSecond = 10;

    /// <summary>What comes meanwhile is stored in one transaction: a transaction costs more than many entries.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Channel<AuditEntry> _entries = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(Room) { SingleReader = true });
    private readonly IAuditStore _store;
    private readonly bool _all;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditTrail> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private TokenBucket _strangers;
    private long _lost;

    /// <param name="all">Every request; else changes, and who was not let in (401, 403).</param>
    public AuditTrail(IAuditStore store, bool all, TimeProvider clock, ILogger<AuditTrail> logger)
    {
        (_store, _all, _clock, _logger) = (store, all, clock, logger);
        _writing = WriteAsync();
    }

    public void Note(ApiCall call, int status)
    {
        // What was refused as a mistake has changed nothing.
        if (!_all && status is not (401 or 403) && (!call.Operation.IsChange || status is >= 400 and < 500)) return;
        if (!call.HasResource && !_strangers.TryTake(StrangersPerSecond, (long)_clock.GetElapsedTime(0).TotalMilliseconds)) return;
        var entry = new AuditEntry
        {
            At = _clock.GetUtcNow(),
            Resource = call.HasResource ? call.Resource.Name : null,
            Caller = call.Caller.Words,
            Operation = call.Operation.Name,
            Target = call.Target ?? "",
            Status = status,
            RequestId = call.RequestId,
            ClientRequestId = RequestIds.OfClient(call.Http) ?? "",
            Source = call.Http.Connection.RemoteIpAddress?.ToString() ?? "",
        };
        if (!_entries.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }

    /// <summary>What was noted reaches the store.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<AuditEntry>(Batch);
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await Task.Delay(Gather, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batch.Count < Batch && _entries.Reader.TryRead(out var entry)) batch.Add(entry);
            try
            {
                await _store.AddAsync(batch, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                Interlocked.Add(ref _lost, batch.Count);
                _logger.NotKept(failure.Message);
            }
            batch.Clear();
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost) _logger.Lost(lost);
        }
    }
}
