using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;
using Telephony.Numbers.Plans;
using Xunit;

namespace Telephony.Unit.Numbers;

public sealed class NumberInventoryTests
{
    private readonly MemoryStore store = new();
    private readonly NumberCatalogueHolder holder = new();
    private readonly NumberInventory inventory;

    public NumberInventoryTests() => inventory = new NumberInventory(store, holder, TimeProvider.System, NullLogger<NumberInventory>.Instance);

    [Fact]
    public async Task A_change_is_in_the_catalogue_when_the_write_returns()
    {
        Assert.IsType<NumberWriteOutcome.Saved>(await inventory.UpsertAsync([Record("+14255550123")], default));
        Assert.NotNull(holder.Current.Find(PhoneNumber.Parse("+14255550123")));
        Assert.True(await inventory.DeleteAsync(ResourceId.Default, Record("+14255550123").Range, default));
        Assert.Null(holder.Current.Find(PhoneNumber.Parse("+14255550123")));
    }

    [Fact]
    public async Task A_change_by_another_process_is_noticed()
    {
        await inventory.RefreshAsync(default);
        await store.UpsertAsync([Record("+14255550123")], default);
        await inventory.RefreshAsync(default);
        Assert.NotNull(holder.Current.Find(PhoneNumber.Parse("+14255550123")));
        var before = holder.Current;
        await inventory.RefreshAsync(default);
        Assert.Same(before, holder.Current);
    }

    [Fact]
    public async Task An_import_writes_all_or_nothing()
    {
        var bad = await inventory.ImportAsync("number,destination\n+14255550123,echo\nx,echo\n", default);
        Assert.Equal((0, 1), (bad.Written, bad.Mistakes.Count));
        Assert.Empty(holder.Current.Records);
        var good = await inventory.ImportAsync("number,destination\n+14255550123,echo\n+14255550124,trunk\n", default);
        Assert.Equal((2, 0), (good.Written, good.Mistakes.Count));
        Assert.Equal(2, holder.Current.Records.Count);
        Assert.Equal(2, (await inventory.ImportAsync(await inventory.ExportAsync(null, default), default)).Written);
    }

    [Theory]
    [InlineData("0711 123-4567", "DE", "+497111234567")]
    [InlineData("(425) 555-0123", "US", "+14255550123")]
    [InlineData("+1 425 555 0123", "", "+14255550123")]
    [InlineData("00441212345678", "DE", "+441212345678")]
    public void The_numbering_plan_reads_what_people_write(string text, string country, string expected)
    {
        Assert.True(new LibPhoneNumberPlan().TryNormalise(text, country, out var number));
        Assert.Equal(expected, number.ToString());
    }

    [Theory]
    [InlineData("", "DE")]
    [InlineData("abc", "DE")]
    [InlineData("0711 1234567", "")]
    [InlineData("1", "US")]
    [InlineData("0711 1234567", "XX")]
    public void What_is_no_number_is_refused_without_exception(string text, string country) => Assert.False(new LibPhoneNumberPlan().TryNormalise(text, country, out _));

    [Fact]
    public void The_numbering_plan_knows_countries()
    {
        var plan = new LibPhoneNumberPlan();
        Assert.Equal(new NumberFacts("GB", 44, true), plan.Describe(PhoneNumber.Parse("+442071838750")));
        Assert.Equal(("001", 800), (plan.Describe(PhoneNumber.Parse("+80012345678")).Country, plan.Describe(PhoneNumber.Parse("+80012345678")).CountryCode));
        Assert.False(plan.Describe(PhoneNumber.Parse("+1425")).Valid);
        Assert.Equal(default, plan.Describe(default));
    }

    private static NumberRecord Record(string number) => new() { Range = NumberRange.Of(PhoneNumber.Parse(number)), Destination = Destination.Echo.Instance };

    /// <summary>A store that behaves, in memory.</summary>
    private sealed class MemoryStore : INumberStore
    {
        private readonly Dictionary<(ResourceId, NumberRange), NumberRecord> records = [];
        private long version;

        public ValueTask<long> VersionAsync(CancellationToken cancellation) => new(version);

        public ValueTask<IReadOnlyList<NumberRecord>> ListAsync(ResourceId? resource, CancellationToken cancellation) =>
            new([.. records.Values.Where(r => resource is null || r.Resource == resource).OrderBy(r => r.Range.First)]);

        public ValueTask<NumberRecord?> FindAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation) =>
            new(records.Values.FirstOrDefault(r => r.Resource == resource && r.Range.Contains(number)));

        public ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> wanted, CancellationToken cancellation)
        {
            foreach (var record in wanted)
            {
                if (records.Values.FirstOrDefault(r => r.Range.Overlaps(record.Range) && (r.Resource, r.Range) != (record.Resource, record.Range)) is { } existing)
                {
                    return new(new NumberWriteOutcome.Overlap(record, existing));
                }
            }
            foreach (var record in wanted) records[(record.Resource, record.Range)] = record;
            version++;
            return new(new NumberWriteOutcome.Saved(wanted.Count));
        }

        public ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation)
        {
            version++;
            return new(records.Remove((resource, range)));
        }
    }
}
