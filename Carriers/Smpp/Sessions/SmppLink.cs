using System.Buffers;
using System.IO.Pipelines;
using Telephony.Smpp.Settings;
using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Sessions;

/// <summary>What comes from the centre unasked.</summary>
internal interface ISmppRequests
{
    /// <summary>deliver_sm or data_sm: what to answer. Several may be under way; the body is copied out.</summary>
    ValueTask<SmppStatus> OnMessageAsync(ShortMessage message, CancellationToken cancellation);
}

/// <summary>
/// One connection to a message centre: PDUs out in batches, answers matched by sequence number, enquire_link when it is quiet, everything pending ended when it is gone.
/// Safe to call from any thread.
/// </summary>
internal sealed class SmppLink : IAsyncDisposable
{
    /// <summary>deliver_sm under way at once; reading stops until one is answered.</summary>
    private const int MostDeliveries = 64;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly Stream _stream;
    private readonly SmppOptions _options;
    private readonly ISmppRequests _requests;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _deliveries = new(MostDeliveries, MostDeliveries);
    private readonly Lock _gate = new();
    private readonly PendingRequests _pending;
    private PduWriter _filling = new();
    private PduWriter _leaving = new();
    private bool _flushing;
    private bool _isOver;
    private uint _lastQueued;
    private uint _lastLeft;
    private long _heardAt;
    private Task<SmppAnswer>? _enquiry;

    public SmppLink(Stream stream, SmppOptions options, ISmppRequests requests, TimeProvider clock)
    {
        (_stream, _options, _requests, _clock) = (stream, options, requests, clock);
        _pending = new PendingRequests(options.ResponseLimit);
        _heardAt = clock.GetTimestamp();
    }

    /// <summary>Why it ended; empty while it runs.</summary>
    public string EndedBecause { get; private set; } = "";

    public bool IsOver
    {
        get { lock (_gate) return _isOver; }
    }

    /// <summary>Sends a request and waits for its answer; never throws for what the centre does. Cancelling stops the waiting: the outcome is then <see cref="AnswerKind.Silent"/>.</summary>
    public async ValueTask<SmppAnswer> AskAsync(SmppCommand command, Action<PduWriter> body, CancellationToken cancellation)
    {
        Task<SmppAnswer> done;
        lock (_gate)
        {
            if (_isOver) return SmppAnswer.NotSent;
            (var sequence, done) = _pending.Add(_clock.GetUtcNow());
            body(_filling.Begin(command, SmppStatus.Ok, sequence));
            _filling.End();
            _lastQueued = sequence;
            StartFlush();
        }
        try
        {
            return await done.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return SmppAnswer.Silent;
        }
    }

    /// <summary>Reads and answers until the connection ends or is told to; then ends what is pending.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        var watch = WatchAsync(linked.Token);
        try
        {
            await ReadAsync(linked.Token).ConfigureAwait(false);
            End("the centre closed the connection");
        }
        catch (OperationCanceledException)
        {
            End("it was closed by us");
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidDataException)
        {
            End(failure.Message.TrimEnd('.'));
        }
        await _end.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>unbind, then the end (SMPP 3.4 4.2): what is pending gets its answers first, as far as the centre gives them within the limit.</summary>
    public async Task UnbindAsync(CancellationToken cancellation)
    {
        if (!IsOver) await AskAsync(SmppCommand.Unbind, static _ => { }, cancellation).ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        End("it was closed by us");
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            Interlocked.Exchange(ref _heardAt, _clock.GetTimestamp());
            var bytes = read.Buffer;
            while (true)
            {
                var found = PduHeader.TryRead(bytes, out var header);
                if (found == PduRead.Invalid) throw new InvalidDataException("the centre sent what is no PDU");
                if (found == PduRead.Incomplete) break;
                await HandleAsync(header, bytes.Slice(PduHeader.Size, header.Length - PduHeader.Size), cancellation).ConfigureAwait(false);
                bytes = bytes.Slice(header.Length);
            }
            reader.AdvanceTo(bytes.Start, bytes.End);
            if (read.IsCompleted) return;
        }
    }

    private async ValueTask HandleAsync(PduHeader header, ReadOnlySequence<byte> body, CancellationToken cancellation)
    {
        if (header.Command.IsResponse())
        {
            Answered(header, body);
            return;
        }
        switch (header.Command)
        {
            case SmppCommand.EnquireLink or SmppCommand.Unbind:
                Respond(header, SmppStatus.Ok);
                if (header.Command == SmppCommand.Unbind) throw new IOException("the centre unbound");
                break;
            case SmppCommand.DeliverSm:
                var message = ShortMessage.TryRead(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
                if (message is null)
                {
                    Respond(header, SmppStatus.InvalidCommandLength);
                    break;
                }
                await _deliveries.WaitAsync(cancellation).ConfigureAwait(false);
                _ = DeliverAsync(header, message, cancellation);
                break;
            case SmppCommand.AlertNotification:
                break;      // has no answer (SMPP 3.4 4.12.1)
            default:
                lock (_gate) Queue(SmppCommand.GenericNack, SmppStatus.InvalidCommandId, header.Sequence);
                break;
        }
    }

    private void Answered(in PduHeader header, in ReadOnlySequence<byte> body)
    {
        var answer = SmppAnswer.Read(header, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        lock (_gate) _pending.Complete(header.Sequence, answer);
    }

    private async Task DeliverAsync(PduHeader header, ShortMessage message, CancellationToken cancellation)
    {
        var status = SmppStatus.TemporaryError;      // the centre keeps it and comes again
        try
        {
            status = await _requests.OnMessageAsync(message, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Respond(header, status);
            _deliveries.Release();
        }
    }

    private void Respond(in PduHeader to, SmppStatus status)
    {
        lock (_gate) Queue(to.Command.ResponseTo(), status, to.Sequence);
    }

    // Under the lock.
    private void Queue(SmppCommand command, SmppStatus status, uint sequence)
    {
        if (_isOver) return;
        _filling.Begin(command, status, sequence);
        if (command == SmppCommand.DeliverSmResp) _filling.Text("");      // message_id, unused (SMPP 3.4 4.6.2)
        _filling.End();
        StartFlush();
    }

    // Under the lock. One flush at a time: what is queued meanwhile leaves in one write behind it.
    private void StartFlush()
    {
        if (_flushing) return;
        _flushing = true;
        _ = FlushAsync();
    }

    private async Task FlushAsync()
    {
        await Task.Yield();      // the caller holds the lock; and those who send at the same time share the write
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_filling.Length == 0 || _isOver)
                    {
                        _flushing = false;
                        return;
                    }
                    (_filling, _leaving) = (_leaving, _filling);
                    _filling.Clear();
                    _lastLeft = _lastQueued;
                }
                await _stream.WriteAsync(_leaving.Written, _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(failure.Message.TrimEnd('.'));
            await _end.CancelAsync().ConfigureAwait(false);
        }
    }

    // Pending requests that took too long are told so; a quiet centre is asked whether it is there, and left when it does not answer.
    private async Task WatchAsync(CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(Tick, _clock);
        while (await tick.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            lock (_gate) _pending.Expire(_clock.GetUtcNow());
            if (_enquiry is { IsCompletedSuccessfully: true } && (await _enquiry.ConfigureAwait(false)).Kind != AnswerKind.Answered)
            {
                End("the centre does not answer enquire_link");
                await _end.CancelAsync().ConfigureAwait(false);
                return;
            }
            var quiet = _clock.GetElapsedTime(Interlocked.Read(ref _heardAt));
            if (quiet >= _options.EnquireAfter && _enquiry is null or { IsCompleted: true }) _enquiry = AskAsync(SmppCommand.EnquireLink, static _ => { }, cancellation).AsTask();
        }
    }

    private void End(string why)
    {
        lock (_gate)
        {
            if (_isOver) return;
            (_isOver, EndedBecause) = (true, why);
            // Numbers rise and start over after two thousand million: the distance says which is later.
            var left = _lastLeft;
            _pending.End(sequence => (int)(left - sequence) >= 0);
        }
    }
}
