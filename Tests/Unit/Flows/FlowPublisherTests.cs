using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Ivr.Library;
using Telephony.Storage.Flows;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>What a designer publishes, what is refused, and what new calls begin then. Files and store together.</summary>
public sealed class FlowPublisherTests : IAsyncLifetime
{
    private static readonly ResourceId Ours = ResourceId.Default;
    private static readonly ResourceId Contoso = ResourceId.Parse("contoso");

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
    private readonly FlowCatalogueHolder _catalogue = new();
    private SqliteDatabase _database = null!;
    private FlowStore _store = null!;
    private FlowWatcher _watcher = null!;
    private FlowPublisher _publisher = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SqliteDatabase.OpenAsync(_directory.File(SqliteDatabase.FileName), default);
        _store = new FlowStore(_database);
        Directory.CreateDirectory(Folder);
        _watcher = Watcher(_catalogue);
        await _watcher.StartAsync(default);
        var checks = new FlowFolderChecks(static number => number == "+12025550100", static file => file == "there.wav");
        _publisher = new FlowPublisher(_store, () => _catalogue.Current, _ => checks, static _ => null, _watcher.RefreshAsync, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_version_is_in_force_when_publishing_returns_and_a_call_keeps_the_one_it_began()
    {
        Assert.Equal(1, await InForceAsync(Flow("menu", "one")));
        var begun = _catalogue.Current.Find(Ours, "menu");
        Assert.Equal(2, await InForceAsync(Flow("menu", "two")));
        Assert.Equal(("menu@1", "menu@2"), (begun?.Id, _catalogue.Current.Find(Ours, "menu")?.Id));
        Assert.Null(_catalogue.Current.Find(Contoso, "menu"));

        // The same document again is no new version; an older one is put in force, and the next counts on.
        Assert.Equal(new PublishOutcome.InForce(2, false, []).Version, await InForceAsync(Flow("menu", "two")));
        Assert.Equal(1, Assert.IsType<PublishOutcome.InForce>(await _publisher.RollBackAsync(Ours, "menu", null, default)).Version);
        Assert.Equal("menu@1", _catalogue.Current.Find(Ours, "menu")?.Id);
        Assert.Equal(3, await InForceAsync(Flow("menu", "three")));
        Assert.IsType<PublishOutcome.Missing>(await _publisher.RollBackAsync(Ours, "menu", 9, default));
        Assert.IsType<PublishOutcome.Missing>(await _publisher.RollBackAsync(Ours, "nothing", null, default));
    }

    [Fact]
    public async Task A_bad_version_is_refused_with_every_mistake_and_the_old_one_stays()
    {
        await InForceAsync(Flow("menu", "good"));
        var unreadable = Assert.IsType<PublishOutcome.Refused>(await PublishAsync("menu", """{ "format": 1, "name": "menu", "start": "a", "onError": "nowhere", "nodes": { "a": { "type": "sey", "exits": { "done": "b" } } } }"""));
        Assert.True(unreadable.Mistakes.Count >= 2, string.Join('\n', unreadable.Mistakes));

        const string doubtful = """
            { "format": 1, "name": "other", "languages": ["en-US", "de-DE"], "start": "a", "onError": "z", "nodes": {
              "a": { "type": "dial", "to": "+14255550123", "from": "+12025550199", "exits": { "done": "b", "failed": "b" } },
              "b": { "type": "menu", "prompt": { "en-US": "?" }, "choices": [{ "keys": "1", "exit": "x" }, { "keys": "1", "exit": "y" }], "exits": { "x": "c", "y": "c", "noInput": "c" } },
              "c": { "type": "play", "file": "missing.wav", "exits": { "done": "d" } },
              "d": { "type": "set", "exits": { "done": "e" } }, "e": { "type": "set", "exits": { "done": "d" } },
              "z": { "type": "hangUp" } } }
            """;
        var refused = Assert.IsType<PublishOutcome.Refused>(await PublishAsync("menu", doubtful));
        foreach (var word in (string[])["here it must be menu", "+12025550199", "is missing in de-DE", "1 stands for both x and y", "missing.wav", "goes in a circle"]) Assert.Contains(refused.Mistakes, mistake => mistake.Contains(word, StringComparison.Ordinal));
        Assert.Equal("menu@1", _catalogue.Current.Find(Ours, "menu")?.Id);
        Assert.Equal(1, (await _store.FindAsync(Ours, "menu", default))?.Latest);
    }

    [Fact]
    public async Task Flows_that_call_each_other_are_checked_together()
    {
        Assert.Contains("pin", Assert.Single(Assert.IsType<PublishOutcome.Refused>(await PublishAsync("menu", Calling("menu", "pin", "denied"))).Mistakes), StringComparison.Ordinal);
        await InForceAsync(Returning("pin", "denied"));
        await InForceAsync(Calling("menu", "pin", "denied"));
        Assert.Equal("menu@1+pin@1", _catalogue.Current.Find(Ours, "menu")?.Id);

        // What menu counts on may not go.
        Assert.IsType<PublishOutcome.Refused>(await _publisher.RetireAsync(Ours, "pin", default));
        Assert.IsType<PublishOutcome.Refused>(await _publisher.DeleteAsync(Ours, "pin", default));
        Assert.Contains(Assert.IsType<PublishOutcome.Refused>(await PublishAsync("pin", Returning("pin", "other"))).Mistakes, static mistake => mistake.Contains("menu", StringComparison.Ordinal));
        Assert.Equal(2, await InForceAsync(Returning("pin", "denied", "again")));
        Assert.Equal("menu@1+pin@2", _catalogue.Current.Find(Ours, "menu")?.Id);
        Assert.Equal(0, Assert.IsType<PublishOutcome.InForce>(await _publisher.RetireAsync(Ours, "menu", default)).Version);
        Assert.Null(_catalogue.Current.Find(Ours, "menu"));

        // Gone, and when it comes again it is another version.
        Assert.IsType<PublishOutcome.InForce>(await _publisher.DeleteAsync(Ours, "pin", default));
        Assert.Null(_catalogue.Current.Find(Ours, "pin"));
        Assert.IsType<PublishOutcome.Missing>(await _publisher.DeleteAsync(Ours, "pin", default));
        Assert.Equal(3, await InForceAsync(Returning("pin", "other")));
        Assert.Equal("pin@3", _catalogue.Current.Find(Ours, "pin")?.Id);
    }

    [Fact]
    public async Task What_a_resource_publishes_stands_before_the_file_of_that_name_and_within_files_that_call_it()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "menu.json"), Calling("menu", "pin", "denied"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "pin.json"), Returning("pin", "denied"));
        _watcher.Reload();
        var file = _catalogue.Current.Find(Ours, "menu");
        Assert.NotNull(file);
        await InForceAsync(Returning("pin", "denied", "mine"));
        Assert.EndsWith("+pin@1", _catalogue.Current.Find(Ours, "menu")?.Id, StringComparison.Ordinal);
        Assert.Equal(file.Id, _catalogue.Current.Find(Contoso, "menu")?.Id);
        await _publisher.RetireAsync(Ours, "pin", default);
        Assert.Equal(file.Id, _catalogue.Current.Find(Ours, "menu")?.Id);
    }

    [Fact]
    public async Task Another_gateway_and_a_command_are_seen_within_seconds()
    {
        var theirs = new FlowCatalogueHolder();
        using var watcher = Watcher(theirs);
        await watcher.StartAsync(default);
        using var stop = new CancellationTokenSource();
        var watch = watcher.WatchAsync(stop.Token);
        await InForceAsync(Flow("menu", "one"));
        while (theirs.Current.Find(Ours, "menu") is null)
        {
            _clock.Advance(FlowWatcher.LookInterval);
            await Task.Yield();
        }
        await File.WriteAllTextAsync(Path.Combine(Folder, "hello.json"), Flow("hello", "file"));
        while (theirs.Current.Find(Ours, "hello") is null)
        {
            _clock.Advance(FlowWatcher.LookInterval);
            await Task.Yield();
        }
        await stop.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    [Fact]
    public async Task A_version_that_this_program_does_not_read_leaves_the_one_before()
    {
        await InForceAsync(Flow("menu", "one"));
        await _store.PublishAsync(new FlowPublication(Ours, "menu", """{ "format": 2 }""", "newer", "", _clock.GetUtcNow(), 0), default);
        await _watcher.RefreshAsync(default);
        Assert.Equal("menu@1", _catalogue.Current.Find(Ours, "menu")?.Id);
    }

    private string Folder => Path.Combine(Path.GetDirectoryName(_directory.File("x"))!, "flows");

    private FlowWatcher Watcher(FlowCatalogueHolder holder) => new(Folder, holder, new FlowFolderChecks(null, null), _store, _clock, NullLogger<FlowWatcher>.Instance);

    private async Task<int> InForceAsync(string document)
    {
        var name = System.Text.Json.JsonDocument.Parse(document).RootElement.GetProperty("name").GetString()!;
        var outcome = await PublishAsync(name, document);
        return outcome is PublishOutcome.InForce done ? done.Version : throw new InvalidOperationException(string.Join('\n', ((PublishOutcome.Refused)outcome).Mistakes));
    }

    private ValueTask<PublishOutcome> PublishAsync(string name, string document) => _publisher.PublishAsync(Ours, name, document, "test", "", 0, default);

    private static string Flow(string name, string says) => $$"""
        { "format": 1, "name": "{{name}}", "start": "a", "onError": "z", "nodes": { "a": { "type": "say", "prompt": "{{says}}", "exits": { "done": "z" } }, "z": { "type": "hangUp" } } }
        """;

    private static string Calling(string name, string called, string exit) => $$"""
        { "format": 1, "name": "{{name}}", "start": "a", "onError": "z", "nodes": { "a": { "type": "flow", "flow": "{{called}}", "returns": ["{{exit}}"], "exits": { "done": "z", "{{exit}}": "z" } }, "z": { "type": "hangUp" } } }
        """;

    private static string Returning(string name, string exit, string says = "pin") => $$"""
        { "format": 1, "name": "{{name}}", "start": "a", "onError": "z", "nodes": { "a": { "type": "say", "prompt": "{{says}}", "exits": { "done": "b" } }, "b": { "type": "return", "exit": "{{exit}}" }, "z": { "type": "hangUp" } } }
        """;
}
