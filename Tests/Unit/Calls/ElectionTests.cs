using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Calls.Registration;
using Telephony.Domain.Registration;
using Telephony.Domain.Stores;
using Xunit;

namespace Telephony.Unit.Calls;

/// <summary>Who of several gateways registers with trunks (DR-39), with a database that can be out of reach for each of them.</summary>
public sealed class ElectionTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Row _row = new();

    [Fact]
    public async Task The_first_has_it_and_keeps_it()
    {
        var (a, b) = (new Gateway(this, "a"), new Gateway(this, "b"));
        for (var i = 0; i < 30; i++)
        {
            await a.LookAsync();
            await b.LookAsync();
            _clock.Advance(Election.Every);
        }
        Assert.Equal([true], a.Told);
        Assert.Empty(b.Told);
    }

    [Fact]
    public async Task Another_takes_over_within_ten_seconds_of_the_last_sign_of_life()
    {
        var (a, b) = (new Gateway(this, "a"), new Gateway(this, "b"));
        await a.LookAsync();
        var waited = 0;
        for (; !b.Election.IsElected; waited++)
        {
            await b.LookAsync();
            if (!b.Election.IsElected) _clock.Advance(Election.Every);
        }
        Assert.InRange(waited, 7, 10);
    }

    [Fact]
    public async Task One_that_cannot_reach_the_database_gives_it_up_before_another_takes_it()
    {
        var (a, b) = (new Gateway(this, "a"), new Gateway(this, "b"));
        await a.LookAsync();
        a.View.IsCut = true;
        while (!b.Election.IsElected)
        {
            await a.LookAsync();
            await b.LookAsync();
            Assert.False(a.Election.IsElected && b.Election.IsElected);
            _clock.Advance(Election.Every);
        }
        a.View.IsCut = false;
        await a.LookAsync();
        Assert.Equal([true, false], a.Told);
        Assert.Equal([true], b.Told);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_waited_for_no_longer_than_one_that_is_gone()
    {
        var a = new Gateway(this, "a");
        await a.LookAsync();
        a.View.Hangs = true;
        for (var i = 0; i < 3; i++)
        {
            var look = a.LookAsync();
            _clock.Advance(Election.Every);      // of the look
            await look;
            Assert.Equal(i < 2, a.Election.IsElected);
            _clock.Advance(Election.Every);      // between two
        }
    }

    [Fact]
    public async Task Who_ends_leaves_it_to_the_next_at_once_and_who_comes_back_need_not_wait()
    {
        var (a, b) = (new Gateway(this, "a"), new Gateway(this, "b"));
        await a.LookAsync();
        await b.LookAsync();
        await a.Election.ResignAsync(default);
        await a.LookAsync();
        await b.LookAsync();
        Assert.Equal([true, false], a.Told);
        Assert.Equal([true], b.Told);

        var again = new Gateway(this, "b");      // after a crash
        await again.LookAsync();
        Assert.True(again.Election.IsElected);
    }

    [Fact]
    public async Task Never_two_are_elected_whatever_fails()
    {
        var random = new Random(20261128);
        Gateway[] gateways = [new(this, "a"), new(this, "b"), new(this, "c")];
        var (elected, changes) = (-1, 0);
        for (var tenth = 0; tenth < 40_000; tenth++)
        {
            var which = tenth % 10 % gateways.Length;
            if (tenth % 10 < gateways.Length) await gateways[which].LookAsync();
            if (random.Next(100) == 0) gateways[random.Next(gateways.Length)].View.IsCut ^= true;
            var now = Array.FindIndex(gateways, static one => one.Election.IsElected);
            Assert.InRange(gateways.Count(static one => one.Election.IsElected), 0, 1);
            if (now >= 0 && now != elected) (elected, changes) = (now, changes + 1);
            _clock.Advance(Election.Every / 10);
        }
        Assert.True(changes > 20, $"The office changed hands {changes} times: too seldom to say anything.");
    }

    private sealed class Gateway
    {
        public Gateway(ElectionTests tests, string node)
        {
            View = new View(tests._row);
            Election = new Election(View, "registrations", node, Told.Add, tests._clock, NullLogger.Instance);
        }

        public View View { get; }

        public Election Election { get; }

        public List<bool> Told { get; } = [];

        public Task LookAsync() => Election.LookAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Row
    {
        public Incumbent? Now { get; set; }
    }

    /// <summary>The one row, as one gateway reaches it.</summary>
    private sealed class View(Row row) : IElectionStore
    {
        public bool IsCut { get; set; }

        public bool Hangs { get; set; }

        public ValueTask<Incumbent?> FindAsync(string office, CancellationToken cancellation) => AnswerAsync(() => row.Now);

        public ValueTask<bool> TakeAsync(string office, Incumbent? seen, string node, CancellationToken cancellation) => AnswerAsync(() =>
        {
            if (row.Now != seen) return false;
            row.Now = new Incumbent(node, (seen?.Renewals ?? 0) + 1);
            return true;
        });

        private ValueTask<T> AnswerAsync<T>(Func<T> answer) =>
            IsCut ? ValueTask.FromException<T>(new StorageException("The database is out of reach.")) : Hangs ? new ValueTask<T>(new TaskCompletionSource<T>().Task) : ValueTask.FromResult(answer());
    }
}
