using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Flows;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteFlowHistoryTests : FlowHistoryContract
{
    protected override async ValueTask<IFlowHistoryStore> CreateAsync() => new FlowHistoryStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresFlowHistoryTests : FlowHistoryContract
{
    protected override async ValueTask<IFlowHistoryStore> CreateAsync() => new FlowHistoryStore(await DatabaseAsync(StorageProvider.Postgres));
}

/// <summary>What every store of what flows did does.</summary>
public abstract class FlowHistoryContract : StoreContract<IFlowHistoryStore>
{
    private static readonly ResourceId Ours = ResourceId.Default;
    private static readonly DateTimeOffset Nine = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Figures_of_an_hour_add_up_and_are_summed_over_hours_and_versions()
    {
        await AddAsync(Figures("menu", 1, Nine, entries: 3, exits: [("sales", 2)], drops: 1, seconds: 10), Figures("end", 1, Nine, entries: 2, exits: []));
        await AddAsync(Figures("menu", 1, Nine, entries: 1, exits: [("sales", 1)], seconds: 2), Figures("menu", 2, Nine.AddHours(1), entries: 5, exits: [("sales", 1), ("support", 4)], seconds: 8));
        var all = await ListAsync(null);
        Assert.Equal(["menu", "end"], all.Select(static one => one.Key.Node));
        var menu = all[0].Figures;
        Assert.Equal((9, 1, TimeSpan.FromSeconds(20), 0), (menu.Entries, menu.DropOffs, menu.Time, all[0].Key.Version));
        Assert.Equal([("sales", 4L), ("support", 4L)], menu.Exits.Select(static exit => (exit.Key, exit.Value)).Order());
        Assert.Equal(1 / 9.0, menu.DropOffShare, 6);
        Assert.Equal((4, 2), ((await ListAsync(1))[0].Figures.Entries, (await ListAsync(1)).Count));
        Assert.Equal(5, Assert.Single(await ListAsync(2)).Figures.Entries);
        Assert.Equal(5, Assert.Single(await ListAsync(null, Nine.AddHours(1))).Figures.Entries);
        Assert.Empty(await Store.FiguresAsync(new FlowFigureQuery(ResourceId.Parse("contoso"), "reception", null, Nine, Nine.AddDays(1)), default));
    }

    [Fact]
    public async Task Steps_come_back_in_order_and_a_batch_that_comes_twice_counts_once()
    {
        var call = CallId.New(Clock);
        FlowCallStep[] begin = [Step(0, "menu", FlowStepKind.Entered), Step(5, "menu", FlowStepKind.Left, "sälés")];
        await Store.AddAsync([], [new FlowCallSteps(Ours, call, 0, begin)], default);
        await Store.AddAsync([], [new FlowCallSteps(Ours, call, 2, [Step(6, "end", FlowStepKind.Ended)]), new FlowCallSteps(Ours, CallId.New(Clock), 0, [])], default);
        await Store.AddAsync([], [new FlowCallSteps(Ours, call, 2, [Step(6, "end", FlowStepKind.Ended)])], default);
        Assert.Equal([.. begin, Step(6, "end", FlowStepKind.Ended)], await Store.StepsAsync(Ours, call, default));
        Assert.Empty(await Store.StepsAsync(ResourceId.Parse("contoso"), call, default));
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten()
    {
        var call = CallId.New(Clock);
        await Store.AddAsync([Figures("menu", 1, Nine, 1, [("sales", 1)])], [new FlowCallSteps(Ours, call, 0, [Step(0, "menu", FlowStepKind.Entered)])], default);
        Assert.Equal((0, 0), (await Store.ForgetStepsAsync(Nine, default), await Store.ForgetFiguresAsync(Nine, default)));
        Assert.Equal((1, 2), (await Store.ForgetStepsAsync(Nine.AddMinutes(1), default), await Store.ForgetFiguresAsync(Nine.AddHours(1), default)));
        Assert.Empty(await Store.StepsAsync(Ours, call, default));
        Assert.Empty(await ListAsync(null));
    }

    private ValueTask AddAsync(params FlowNodeFigures[] figures) => Store.AddAsync(figures, [], default);

    private ValueTask<IReadOnlyList<FlowNodeFigures>> ListAsync(int? version, DateTimeOffset? from = null) => Store.FiguresAsync(new FlowFigureQuery(Ours, "reception", version, from ?? Nine, Nine.AddDays(1)), default);

    private static FlowCallStep Step(int second, string node, FlowStepKind kind, string detail = "") => new(Nine.AddSeconds(second), "reception", 7, node, kind, detail, TimeSpan.FromMilliseconds(1250));

    private static FlowNodeFigures Figures(string node, int version, DateTimeOffset hour, long entries, (string Exit, long Count)[] exits, long drops = 0, int seconds = 0) =>
        new(new FlowFigureKey(Ours, "reception", version, node, hour), new FlowFigures(entries, exits.ToDictionary(static one => one.Exit, static one => one.Count), drops, 0, 0, 0, TimeSpan.FromSeconds(seconds)));
}
