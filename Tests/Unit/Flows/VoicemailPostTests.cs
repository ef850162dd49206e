using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Identity;
using Telephony.Domain.Voicemail;
using Telephony.FlowRunner.Recordings;
using Telephony.FlowRunner.Voicemail;
using Telephony.Ivr.Flows.Engine;
using Telephony.Storage.Events;
using Telephony.Storage.Sqlite;
using Telephony.Storage.Voicemail;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>A message that was left, until those who want to know have it.</summary>
public sealed class VoicemailPostTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
    private readonly Mailer _mailer = new();
    private SqliteDatabase _database = null!;
    private VoicemailStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SqliteDatabase.OpenAsync(_directory.File(SqliteDatabase.FileName), default);
        _store = new VoicemailStore(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_tried_again_until_it_takes_the_mail()
    {
        _mailer.Outcome = new MailOutcome.Later("away");
        await LeaveAsync("office@example.com");
        await using var post = Start();
        await UntilAsync(() => _mailer.Tried.Count == 3);
        _mailer.Outcome = MailOutcome.Sent.Instance;
        await UntilAsync(() => _mailer.Tried.Count == 4);
        await UntilAsync(() => _store.ListAsync(VoicemailMailState.Waiting, 10, default).AsTask().Result.Count == 0);
        Assert.Equal(["office@example.com"], _mailer.Tried[3].Recipients);
        Assert.True(File.Exists(_mailer.Tried[3].Recording));
        Assert.True(_clock.GetUtcNow() >= _mailer.Tried[0].LeftAt + TimeSpan.FromMinutes(7), "1, 2 and 4 minutes lie between");
    }

    [Fact]
    public async Task What_is_refused_for_good_is_kept_with_its_reason()
    {
        _mailer.Outcome = new MailOutcome.Never("no such user");
        await LeaveAsync("nobody@example.com");
        await using var post = Start();
        await UntilAsync(() => _store.ListAsync(VoicemailMailState.GivenUp, 10, default).AsTask().Result.Count == 1);
        Assert.Equal("no such user", (await _store.ListAsync(VoicemailMailState.GivenUp, 10, default))[0].Why);
        Assert.Single(_mailer.Tried);
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_for_days_is_given_up()
    {
        _mailer.Outcome = new MailOutcome.Later("away");
        await LeaveAsync("office@example.com");
        _clock.Advance(VoicemailPost.Longest + TimeSpan.FromMinutes(1));
        await using var post = Start();
        await UntilAsync(() => _store.ListAsync(VoicemailMailState.GivenUp, 10, default).AsTask().Result.Count == 1);
    }

    [Fact]
    public async Task Messages_that_a_killed_gateway_left_are_told_once()
    {
        await LeaveAsync();
        await LeaveAsync("office@example.com");
        await using (Start()) await UntilAsync(() => _mailer.Tried.Count == 1 && !Notes(VoicemailNote.New).Any());
        await using (Start()) _clock.Advance(VoicemailPost.Look);
        Assert.Equal(2, Notes(".json").Count());
        var told = new List<string>();
        await new EventStore(_database).FanOutAsync(head => { told.Add($"{head.Type} {head.Subject}"); return []; }, 10, _clock.GetUtcNow(), default);
        Assert.Equal(["Telephony.VoicemailReceived /voicemail/office", "Telephony.VoicemailReceived /voicemail/office"], told);
    }

    [Fact]
    public async Task A_note_that_cannot_be_read_holds_up_no_other()
    {
        await LeaveAsync("office@example.com");
        await File.WriteAllTextAsync(Path.Combine(Folder, "voicemail", "office", "0" + VoicemailNote.New), "{ not a note");
        await using var post = Start();
        await UntilAsync(() => _mailer.Tried.Count == 1);
        Assert.Single(Notes(".unreadable.json"));
    }

    private string Folder => Path.GetDirectoryName(_directory.File("x"))!;

    private IEnumerable<string> Notes(string ending) => Directory.EnumerateFiles(Path.Combine(Folder, "voicemail"), "*" + ending, SearchOption.AllDirectories);

    private VoicemailPost Start()
    {
        var post = new VoicemailPost(Folder, _store, static (_, file) => $"https://gateway.example/{Path.GetFileName(file)}", _mailer, _clock, NullLogger.Instance);
        post.Start();
        return post;
    }

    private async Task LeaveAsync(params string[] notify)
    {
        var call = CallId.New(_clock);
        var recording = _directory.File($"{call}.wav");
        await File.WriteAllTextAsync(recording, "RIFF");
        await Mailbox.DeliverAsync(Folder, new FlowAction.DeliverVoicemail(1, "office", recording, TimeSpan.FromSeconds(4), "+12025550123", notify), ResourceId.Default, call, "+12025550100", _clock.GetUtcNow());
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 20_000 && !holds(); i++)
        {
            if (i % 20 == 19) _clock.Advance(VoicemailPost.Look);
            await Task.Delay(1);
        }
        Assert.True(holds());
    }

    private sealed class Mailer : IVoicemailMailer
    {
        public MailOutcome Outcome { get; set; } = MailOutcome.Sent.Instance;

        public List<VoicemailMail> Tried { get; } = [];

        public ValueTask<MailOutcome> SendAsync(VoicemailMail mail, CancellationToken cancellation)
        {
            Tried.Add(mail);
            return ValueTask.FromResult(Outcome);
        }
    }
}
