using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;
using Telephony.Smpp.Receipts;
using Telephony.Smpp.Sending;
using Telephony.Smpp.Sessions;
using Telephony.Smpp.Settings;
using Telephony.Smpp.Texts;
using Telephony.Smpp.Wire;

namespace Telephony.Smpp;

/// <summary>
/// A carrier behind SMPP 3.4: keeps one transceiver bound to its message centre, hands messages over, and passes what arrives to the sink before the centre gets its answer.
/// <code>
/// connect ─► bind_transceiver ─► submit_sm, deliver_sm, enquire_link … ─► lost ─► back-off ─► connect
/// </code>
/// submit_sm has no key by which a centre would know a repetition, and query_sm wants an id that only its answer tells: a message whose answer is missing stays unknown.
/// </summary>
public sealed class SmppCarrier : ICarrierMessages, ISmppRequests, IAsyncDisposable
{
    /// <summary>A centre delivers again what it got no answer for soon after the next bind.</summary>
    private static readonly TimeSpan Redelivery = TimeSpan.FromMinutes(2);

    /// <summary>A later part of a long message is given again for so long: without it the parts before are worth nothing.</summary>
    private static readonly TimeSpan LaterPartLimit = TimeSpan.FromSeconds(60);

    private readonly SmppOptions _options;
    private readonly ICarrierMessageSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger<SmppCarrier> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SendPace _pace;
    private Task _running = Task.CompletedTask;
    private volatile SmppLink? _bound;
    private volatile string _notReady = "not connected yet";
    private long _boundAt;

    /// <param name="options">Validated.</param>
    public SmppCarrier(SmppOptions options, ICarrierMessageSink sink, TimeProvider clock, ILogger<SmppCarrier> logger)
    {
        (_options, _sink, _clock, _logger) = (options, sink, clock, logger);
        _pace = new SendPace(options.PerSecond, clock);
    }

    public string Carrier => _options.Carrier;

    public int Window => _options.Window;

    public bool CanBeAsked => false;

    public string? NotReady => _bound is { IsOver: false } ? null : _notReady;

    public void Start() => _running = RunAsync(_stop.Token);

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (_bound is not { IsOver: false } link) return new SendOutcome.NotTaken(null, $"{Carrier} is not bound: {_notReady}");
        if (_pace.Resting is { Ticks: > 0 } rest) return new SendOutcome.NotTaken(rest, $"{Carrier} asked for rest");
        var (parts, ids) = (Submission.Of(message, _options), new List<string>());
        foreach (var part in parts)
        {
            var outcome = await SubmitAsync(link, part, ids, parts.Count, cancellation).ConfigureAwait(false);
            if (outcome is not null) return outcome;
        }
        return new SendOutcome.Accepted(ids);
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) =>
        ValueTask.FromResult<AskOutcome>(new AskOutcome.Silent("SMPP cannot be asked about a message without the centre's id"));

    async ValueTask<SmppStatus> ISmppRequests.OnMessageAsync(ShortMessage message, CancellationToken cancellation)
    {
        try
        {
            if (ReceiptReader.IsReceipt(message)) return await ReportAsync(message, cancellation).ConfigureAwait(false);
            return await ReceiveAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _logger.NotStored(failure, Carrier);
            return SmppStatus.TemporaryError;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_bound is { IsOver: false } link) await link.UnbindAsync(CancellationToken.None).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // Null: taken, the next part may follow. What is refused or thrown back before any part was taken can be given elsewhere; after that it cannot.
    private async ValueTask<SendOutcome?> SubmitAsync(SmppLink link, ShortMessage part, List<string> ids, int parts, CancellationToken cancellation)
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            if (_pace.TakeTurn() is { Ticks: > 0 } turn) await Task.Delay(turn, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var answer = await link.AskAsync(SmppCommand.SubmitSm, part.Write, cancellation).ConfigureAwait(false);
            if (answer.IsOk)
            {
                _pace.Taken();
                if (answer.Congestion >= Congested) _pace.Rest();
                ids.Add(ReceiptReader.Normal(answer.MessageId));
                return null;
            }
            var taken = ids.Count;
            if (answer.Kind == AnswerKind.Silent) return new SendOutcome.Unknown($"{Carrier} did not answer submit_sm", ids);
            if (answer.Kind == AnswerKind.NotSent) return taken == 0 ? new SendOutcome.NotTaken(null, $"{Carrier} was lost") : new SendOutcome.Unknown($"{Carrier} was lost after {taken} of {parts} parts", ids);
            if (!answer.Status.IsTemporary()) return new SendOutcome.Refused(answer.Status.ToWord(), $"{Carrier} refuses it: {answer.Status.ToWord()}");
            var rest = _pace.Rest();
            if (taken == 0) return new SendOutcome.NotTaken(rest, $"{Carrier} asks for rest: {answer.Status.ToWord()}");
            if (_clock.GetElapsedTime(since) >= LaterPartLimit) return new SendOutcome.Unknown($"{Carrier} took {taken} of {parts} parts", ids);
            await Task.Delay(rest, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) return new SendOutcome.Unknown($"{Carrier} took {taken} of {parts} parts", ids);
        }
    }

    /// <summary>congestion_state from which on we slow down: "congested" (SMPP 5.0 4.8.4.18).</summary>
    private const int Congested = 90;

    private async ValueTask<SmppStatus> ReportAsync(ShortMessage message, CancellationToken cancellation)
    {
        if (ReceiptReader.TryRead(message, Carrier, _options.ReceiptIds, _options.Alphabet) is { } report) await _sink.ReportAsync(report, cancellation).ConfigureAwait(false);
        else _logger.NoIdInReceipt(Carrier);      // taken all the same: the centre would send it for ever
        return SmppStatus.Ok;
    }

    private async ValueTask<SmppStatus> ReceiveAsync(ShortMessage message, CancellationToken cancellation)
    {
        if (!message.Source.TryRead(out var from, out var why) || !message.Destination.TryRead(out var to, out why))
        {
            _logger.StrangeAddress(Carrier, why);
            return SmppStatus.PermanentError;
        }
        var (content, part) = (message.Content, message.Sar);
        if ((message.EsmClass & EsmClass.UserDataHeader) != 0 && UserDataHeader.TryRead(content.Span, out var header, out var size)) (content, part) = (content[size..], header ?? part);
        var text = DataCoding.Decode(content.Span, message.DataCoding, _options.Alphabet);
        var inbound = new InboundMessage(Carrier, "", from, to, text, _clock.GetUtcNow())
        {
            Part = part is { Total: > 1 } of ? new MessagePart(of.Reference, of.Total, of.Part) : null,
            MayRepeat = _clock.GetElapsedTime(Interlocked.Read(ref _boundAt)) < Redelivery,
        };
        await _sink.ReceiveAsync(inbound, cancellation).ConfigureAwait(false);
        return SmppStatus.Ok;
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            if (await ConnectAsync(cancellation).ConfigureAwait(false)) failures = 0;
            if (cancellation.IsCancellationRequested) return;
            _logger.Lost(Carrier, _notReady);
            var wait = _options.FirstRetry * Math.Pow(2, Math.Min(failures++, 16));
            await Task.Delay(wait < _options.LongestRetry ? wait : _options.LongestRetry, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One connection from its beginning to its end; true if it came to be bound.
    private async Task<bool> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await using var link = new SmppLink(await SmppConnector.ConnectAsync(_options, _clock, cancellation).ConfigureAwait(false), _options, this, _clock);
            var running = link.RunAsync(cancellation);
            Interlocked.Exchange(ref _boundAt, _clock.GetTimestamp());      // messages may come right behind the answer
            var answer = await link.AskAsync(SmppCommand.BindTransceiver, pdu => BindRequest.Write(pdu, _options), cancellation).ConfigureAwait(false);
            if (!answer.IsOk)
            {
                _notReady = link.IsOver && answer.Kind != AnswerKind.Answered ? link.EndedBecause : BindRequest.Worded(answer, _options);
                return false;
            }
            _bound = link;
            _logger.Bound(Carrier, _options.Host, _options.Port);
            await running.ConfigureAwait(false);
            (_bound, _notReady) = (null, link.EndedBecause);
            return true;
        }
        catch (IOException refused)
        {
            _notReady = refused.Message;
        }
        catch (OperationCanceledException)
        {
            _notReady = "it is stopped";
        }
        return false;
    }
}
