using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Xunit;

namespace Telephony.Unit.Sip.Transactions;

public class LingerTableTests
{
    private const int StepMs = 32;

    /// <summary>Beside a dictionary, for hours of a clock that stands, crawls and jumps.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_knows_what_a_dictionary_knows(int seed)
    {
        var random = new Random(seed);
        var table = new LingerTable(StepMs);
        var model = new Dictionary<UInt128, long>();
        var gone = new Queue<UInt128>();
        long now = random.Next(100_000);
        for (var turn = 0; turn < 40_000; turn++)
        {
            switch (random.Next(8))
            {
                case < 4:
                    var key = Key(random);
                    int[] lingers = [1, 31, 32, 5000, 32_000, 65_536, 200_000];
                    var linger = lingers[random.Next(lingers.Length)];
                    table.Add(new LingeringTransaction { Key = key, Tap = turn, Method = SipMethod.Invite }, now, linger);
                    model.Add(key, now + linger);
                    break;
                case 4:
                    if (gone.TryDequeue(out var old)) Assert.Equal(0, table.Find(old));
                    Assert.Equal(0, table.Find(Key(random)));
                    break;
                case 5:
                    foreach (var (known, _) in model.Take(20)) Assert.Equal(known, table[table.Find(known)].Key);
                    break;
                default:
                    now += random.Next(50) == 0 ? random.Next(500_000) : random.Next(200);
                    Expire(table, model, gone, now);
                    break;
            }
            Assert.Equal(model.Count, table.Count);
        }
        Expire(table, model, gone, now + 300_000);
        Assert.Equal(0, table.Count);
        Assert.Equal(-1, table.NextDueMs());
    }

    [Fact]
    public void It_can_be_slept_until_the_next_is_due()
    {
        var table = new LingerTable(StepMs);
        table.Add(new LingeringTransaction { Key = 1 }, 1000, 32_000);
        table.Add(new LingeringTransaction { Key = 2 }, 1000, 5000);
        var now = table.NextDueMs();
        Assert.InRange(now, 6000, 6000 + StepMs);
        Assert.False(table.TryTakeDue(5999, out _));
        Assert.True(table.TryTakeDue(now, out var first));
        Assert.Equal((UInt128)2, first.Key);
        Assert.False(table.TryTakeDue(now, out _));
        now = table.NextDueMs();
        Assert.InRange(now, 33_000, 33_000 + StepMs);
        Assert.True(table.TryTakeDue(now, out _));
        Assert.Equal(-1, table.NextDueMs());
    }

    /// <summary>A flood grows it to what was there at once; the next one of the same size takes nothing more.</summary>
    [Fact]
    public void What_a_flood_took_serves_the_next_one()
    {
        var random = new Random(7);
        var table = new LingerTable(StepMs);
        long now = 0;
        List<long> allocated = [];
        for (var flood = 0; flood < 6; flood++)
        {
            var keys = new UInt128[20_000];
            for (var i = 0; i < keys.Length; i++) keys[i] = Key(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var key in keys) table.Add(new LingeringTransaction { Key = key }, now, 32_000);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.InRange(table.Capacity, keys.Length, keys.Length + 512);
            now += 40_000;
            while (table.TryTakeDue(now, out _)) { }
            Assert.Equal(0, table.Count);
        }
        // A collection that another test causes ends this thread's allocation buffer, and what was left of it counts as allocated: it does not come each time.
        Assert.True(allocated[0] > 0);
        Assert.Contains(0, allocated);
    }

    [Fact]
    public void Branches_which_all_end_in_0_spread_over_the_buckets()
    {
        var table = new LingerTable(StepMs);
        for (var i = 0; i < 5000; i++) table.Add(new LingeringTransaction { Key = (UInt128)i << 1 }, 0, 5000);
        for (var i = 0; i < 5000; i++) Assert.NotEqual(0, table.Find((UInt128)i << 1));
        Assert.Equal(0, table.Find(UInt128.One));
    }

    private static void Expire(LingerTable table, Dictionary<UInt128, long> model, Queue<UInt128> gone, long now)
    {
        var due = table.NextDueMs();
        if (model.Count > 0) Assert.True(due <= model.Values.Min() + StepMs, "It would be slept too long.");
        while (table.TryTakeDue(now, out var over))
        {
            Assert.True(model.Remove(over.Key, out var until));
            Assert.True(until <= now, "It was taken out too early.");
            gone.Enqueue(over.Key);
        }
        Assert.DoesNotContain(model.Values, until => until + StepMs <= now);
    }

    private static UInt128 Key(Random random) => new((ulong)random.NextInt64(), (ulong)random.NextInt64() & ~1UL);
}
