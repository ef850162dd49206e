using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Catalogue;
using Telephony.SipTrunk.Watching;
using Xunit;

namespace Telephony.Unit.SipTrunk;

public sealed class SbcConfigWatcherTests : IDisposable
{
    private readonly SbcFolder folder = new SbcFolder().With("trunks/alpha.json", SbcFolder.Good);
    private readonly CatalogueHolder holder = new();
    private readonly FakeTimeProvider clock = new();
    private readonly Lines lines = new();
    private readonly SbcConfigWatcher watcher;

    public SbcConfigWatcherTests() => watcher = new SbcConfigWatcher(folder.Path, holder, clock, lines);

    [Fact]
    public void The_start_loads_and_a_look_takes_what_changed()
    {
        Assert.True(watcher.Start().IsGood);
        Assert.Equal((1L, 1), (holder.Current.Version, holder.Current.Trunks.Count));
        folder.With("trunks/beta.json", """{ "fqdn": "beta.example" }""");
        clock.Advance(SbcConfigWatcher.LookInterval);
        Assert.Equal((2L, 2), (holder.Current.Version, holder.Current.Trunks.Count));
        File.Delete(Path.Combine(folder.Path, "trunks/beta.json"));
        clock.Advance(SbcConfigWatcher.LookInterval);
        Assert.Equal((3L, 1), (holder.Current.Version, holder.Current.Trunks.Count));
    }

    [Fact]
    public void Nothing_changed_is_nothing_done()
    {
        watcher.Start();
        var before = holder.Current;
        clock.Advance(SbcConfigWatcher.LookInterval * 3);
        Assert.Same(before, holder.Current);
    }

    [Fact]
    public void A_bad_version_is_refused_once_with_every_mistake_and_the_old_one_stays()
    {
        watcher.Start();
        var before = holder.Current;
        folder.With("trunks/alpha.json", """{ "fqdn": "alpha.example", "transport": "x", "enabled": 1 }""");
        clock.Advance(SbcConfigWatcher.LookInterval * 3);
        Assert.Same(before, holder.Current);
        Assert.Equal([5001, 5002, 5003, 5003], lines.Ids);
        folder.With("trunks/alpha.json", SbcFolder.Good + " ");
        clock.Advance(SbcConfigWatcher.LookInterval);
        Assert.Equal(2L, holder.Current.Version);
    }

    [Fact]
    public void A_bad_start_leaves_the_empty_catalogue_and_says_why()
    {
        folder.With("routes.json", "{");
        var result = watcher.Start();
        Assert.False(result.IsGood);
        Assert.Single(result.Mistakes);
        Assert.Same(TrunkCatalogue.Empty, holder.Current);
    }

    [Fact]
    public void Those_who_watch_are_told_of_each_swap()
    {
        var told = new List<long>();
        holder.Watch(catalogue => told.Add(catalogue.Version));
        watcher.Start();
        watcher.Reload();
        Assert.Equal([1, 2], told);
    }

    [Fact]
    public void The_file_systems_notice_makes_it_quick()
    {
        watcher.Start();
        using var swapped = new ManualResetEventSlim();
        holder.Watch(_ => swapped.Set());
        folder.With("trunks/beta.json", """{ "fqdn": "beta.example" }""");
        for (var i = 0; i < 500 && !swapped.IsSet; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            clock.Advance(i % 50 == 49 ? SbcConfigWatcher.Quiet : TimeSpan.Zero);
            swapped.Wait(10);
        }
        Assert.Equal(2, holder.Current.Trunks.Count);
    }

    public void Dispose()
    {
        watcher.Dispose();
        folder.Dispose();
    }

    private sealed class Lines : ILogger<SbcConfigWatcher>
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Ids) Ids.Add(eventId.Id);
        }
    }
}
