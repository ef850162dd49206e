using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Stores;
using Telephony.Domain.Voicemail;

namespace Telephony.FlowRunner.Voicemail;

/// <summary>Mails a message. Any thread.</summary>
public interface IVoicemailMailer
{
    ValueTask<MailOutcome> SendAsync(VoicemailMail mail, CancellationToken cancellation);
}

/// <summary>
/// Tells of messages that callers left: by an event, and by mail until it is taken. What is in a mailbox and not told yet is found by its note, also after a kill; a mail server that is away is tried again, ever more seldom,
/// for days.
/// <code>
/// NAME.wav, NAME.new.json ─► store: event, mail ─► NAME.json
///                                         └─► due ─► claim ─► send ─┬─► taken: gone
///                                               ▲                   ├─► later ──┐
///                                               └───────────────────┼───────────┘
///                                                                   └─► never, or too old: given up, kept
/// </code>
/// </summary>
/// <param name="folder">Of recordings; mailboxes are below <c>voicemail</c>.</param>
/// <param name="locate">Where a recording is had by those who are told of it.</param>
/// <param name="mailer">Null: there is no mail server, and mails wait for one.</param>
public sealed class VoicemailPost(string folder, IVoicemailStore store, Func<ResourceId, string, string> locate, IVoicemailMailer? mailer, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    public const string EventType = "Telephony.VoicemailReceived";

    /// <summary>Also without being woken.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>A mail that was not taken so long after the message is given up.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(5);

    private const int MostAtOnce = 10;

    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_first = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_last = TimeSpan.FromHours(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _work = Task.CompletedTask;
    private bool _failing;

    public void Start() => _work = RunAsync(_stop.Token);

    /// <summary>There is a message. Any thread.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await TellAsync(cancellation).ConfigureAwait(false);
                while (mailer is not null && await MailAsync(cancellation).ConfigureAwait(false) == MostAtOnce) await Task.Yield();
                _failing = false;
            }
            catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException)
            {
                if (!_failing) logger.VoicemailWaits(failure.Message);
                _failing = true;
            }
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var look = Task.Delay(Look, clock, pause.Token);
            await Task.WhenAny(_wake.Reader.WaitToReadAsync(pause.Token).AsTask(), look).ConfigureAwait(false);
            await pause.CancelAsync().ConfigureAwait(false);
            while (_wake.Reader.TryRead(out _))
            {
            }
        }
    }

    /// <summary>Notes that the store does not know yet.</summary>
    private async Task TellAsync(CancellationToken cancellation)
    {
        var mailboxes = Path.Combine(folder, "voicemail");
        if (!Directory.Exists(mailboxes)) return;
        foreach (var file in Directory.EnumerateFiles(mailboxes, $"*{VoicemailNote.New}", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var plain = file[..^VoicemailNote.New.Length];
            if (VoicemailNote.Read(await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false)) is not { } note || !ResourceId.TryParse(note.Resource, out var resource))
            {
                logger.NoNote(file);
                File.Move(file, plain + ".unreadable.json", overwrite: true);
                continue;
            }
            var recording = plain + ".wav";
            var mail = new VoicemailMail(resource, Path.GetFileName(plain), note.Mailbox, note.Notify, recording, note.From, note.To, TimeSpan.FromSeconds(note.Seconds), note.At);
            await store.AddAsync(mail, Told(mail, note), clock.GetUtcNow(), cancellation).ConfigureAwait(false);
            File.Move(file, plain + ".json", overwrite: true);
        }
    }

    private NewEvent Told(VoicemailMail mail, VoicemailNote note) => NewEvent.Of(mail.Resource, EventType, $"/voicemail/{mail.Mailbox}", mail.LeftAt, json =>
    {
        json.WriteString("mailbox", mail.Mailbox);
        json.WriteString("from", mail.Caller);
        json.WriteString("to", mail.Called);
        json.WriteString("serverCallId", note.CallId);
        json.WriteString("recordingId", mail.Id);
        json.WriteString("recordingLocation", locate(mail.Resource, mail.Recording));
        json.WriteNumber("durationSeconds", Math.Round(mail.Length.TotalSeconds, 1));
        json.WriteString("receivedTimestamp", mail.LeftAt);
    });

    /// <returns>How many were tried.</returns>
    private async Task<int> MailAsync(CancellationToken cancellation)
    {
        if (mailer is null) return 0;
        var due = await store.ClaimAsync(clock.GetUtcNow(), s_lease, MostAtOnce, cancellation).ConfigureAwait(false);
        foreach (var mail in due)
        {
            switch (await mailer.SendAsync(mail, cancellation).ConfigureAwait(false))
            {
                case MailOutcome.Never never: await GiveUpAsync(mail, never.Why, cancellation).ConfigureAwait(false); break;
                case MailOutcome.Later later when clock.GetUtcNow() - mail.LeftAt > Longest: await GiveUpAsync(mail, later.Why, cancellation).ConfigureAwait(false); break;
                case MailOutcome.Later later:
                    var pause = mail.Attempts > 10 ? s_last : TimeSpan.FromTicks(Math.Min(s_last.Ticks, s_first.Ticks << Math.Max(0, mail.Attempts - 1)));
                    logger.MailPutOff(mail.Id, later.Why, (long)pause.TotalSeconds);
                    await store.PutOffAsync(mail, clock.GetUtcNow() + pause, later.Why, cancellation).ConfigureAwait(false);
                    break;
                default: await store.RemoveAsync(mail, CancellationToken.None).ConfigureAwait(false); break;   // it was sent: that is to be remembered
            }
        }
        return due.Count;
    }

    private async Task GiveUpAsync(VoicemailMail mail, string why, CancellationToken cancellation)
    {
        logger.MailGivenUp(mail.Id, mail.Mailbox, why);
        await store.GiveUpAsync(mail, why, cancellation).ConfigureAwait(false);
    }
}

internal static partial class VoicemailLog
{
    [LoggerMessage(9121, LogLevel.Warning, "Voicemail waits in its folder: {Reason}")]
    public static partial void VoicemailWaits(this ILogger logger, string reason);

    [LoggerMessage(9122, LogLevel.Warning, "The note {File} of a voicemail cannot be read; the message is told to nobody")]
    public static partial void NoNote(this ILogger logger, string file);

    [LoggerMessage(9123, LogLevel.Warning, "Voicemail {Id} could not be mailed: {Reason} It is tried again in {Seconds} s")]
    public static partial void MailPutOff(this ILogger logger, string id, string reason, long seconds);

    [LoggerMessage(9124, LogLevel.Error, "Voicemail {Id} of mailbox {Mailbox} is not mailed any more: {Reason} The recording is in the mailbox")]
    public static partial void MailGivenUp(this ILogger logger, string id, string mailbox, string reason);
}
