using Telephony.Domain.Queues;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of queues does.</summary>
public abstract class QueueStoreContract : StoreContract<IQueueStore>
{
    [Fact]
    public async Task A_queue_comes_back_as_it_was_last_stored()
    {
        await Store.SaveAsync(new StoredQueue("support", """{"lastId":1}"""), [], Clock.GetUtcNow(), default);
        await Store.SaveAsync(new StoredQueue("sales", "{}"), [], Clock.GetUtcNow(), default);
        await Store.SaveAsync(new StoredQueue("support", """{"lastId":2}"""), [], Clock.GetUtcNow(), default);

        Assert.Equal([new StoredQueue("sales", "{}"), new StoredQueue("support", """{"lastId":2}""")], await Store.LoadAsync(default));
    }

    [Fact]
    public async Task Figures_are_by_outcome_with_the_mean_wait_until_the_answer()
    {
        var start = Whole(Clock.GetUtcNow());
        await KeepAsync(
            Visit("1", start) with { Answered = start.AddSeconds(10), Ended = start.AddMinutes(3), Agent = "anna", Outcome = "served" },
            Visit("2", start) with { Answered = start.AddSeconds(30), Ended = start.AddMinutes(4), Agent = "ben", Outcome = "served" },
            Visit("3", start) with { Ended = start.AddSeconds(40), Outcome = "abandoned" },
            Visit("4", start),
            Visit("5", start.AddDays(1)) with { Ended = start.AddDays(1).AddSeconds(9), Outcome = "abandoned" });

        var figures = await Store.FiguresAsync("support", start, start.AddHours(1), default);
        Assert.Equal([new QueueFigure("", false, 1, TimeSpan.Zero), new QueueFigure("abandoned", false, 1, TimeSpan.FromSeconds(40)), new QueueFigure("served", false, 2, TimeSpan.FromSeconds(20))], figures);
        Assert.Empty(await Store.FiguresAsync("sales", start, start.AddHours(1), default));
    }

    [Fact]
    public async Task What_a_killed_gateway_left_open_is_closed_with_its_cause_and_callbacks_go_on()
    {
        var start = Whole(Clock.GetUtcNow());
        await KeepAsync(Visit("1", start), Visit("2", start) with { Answered = start.AddSeconds(5), Agent = "anna" }, Visit("3", start) with { Ended = start, Outcome = "served" }, Visit("4b", start) with { IsCallback = true });

        Assert.Equal(2, await Store.CloseCallsAsync("the gateway stopped", start.AddMinutes(1), default));
        Assert.Equal(0, await Store.CloseCallsAsync("the gateway stopped", start.AddMinutes(2), default));
        Assert.Equal([("", true, 1), ("served", false, 1), ("the gateway stopped", false, 2)], (await Store.FiguresAsync("support", start, start.AddHours(1), default)).Select(static figure => (figure.Outcome, figure.IsCallback, (int)figure.Count)));
    }

    [Fact]
    public async Task The_last_word_on_a_visit_counts_and_old_ones_are_forgotten()
    {
        var start = Whole(Clock.GetUtcNow());
        await KeepAsync(Visit("1", start));
        await KeepAsync(Visit("1", start) with { Ended = start.AddSeconds(2), Outcome = "timeout" });
        await KeepAsync(Visit("2", start));

        Assert.Equal(1, await Store.ForgetAsync(start.AddMinutes(1), default));
        Assert.Equal("", Assert.Single(await Store.FiguresAsync("support", start, start.AddHours(1), default)).Outcome);
    }

    private ValueTask KeepAsync(params QueueVisit[] visits) => Store.SaveAsync(new StoredQueue("support", "{}"), visits, Clock.GetUtcNow(), default);

    private static QueueVisit Visit(string id, DateTimeOffset joined) => new("support", id, $"call-{id}", "+12065550100", false, joined);

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}

public sealed class SqliteQueueStoreTests : QueueStoreContract
{
    protected override async ValueTask<IQueueStore> CreateAsync() => new Telephony.Storage.Queues.QueueStore(await DatabaseAsync(Telephony.Storage.Databases.StorageProvider.Sqlite));
}

public sealed class PostgresQueueStoreTests : QueueStoreContract
{
    protected override async ValueTask<IQueueStore> CreateAsync() => new Telephony.Storage.Queues.QueueStore(await DatabaseAsync(Telephony.Storage.Databases.StorageProvider.Postgres));
}

public sealed class MemoryQueueStoreTests : QueueStoreContract
{
    protected override ValueTask<IQueueStore> CreateAsync() => ValueTask.FromResult<IQueueStore>(new Telephony.Support.Storage.MemoryQueueStore());
}
