using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class NumberCatalogueTests
{
    [Fact]
    public void A_number_is_found_by_itself_or_in_its_range()
    {
        Assert.True(NumberCatalogue.TryBuild([Record("+14255550200", "+14255550299", "block"), Record("+14255550123", null, "one"), Record("+493012345", null, "short")], 1, out var catalogue, out _));
        Assert.Equal("one", catalogue.Find(PhoneNumber.Parse("+14255550123"))?.Label);
        Assert.Equal("block", catalogue.Find(PhoneNumber.Parse("+14255550200"))?.Label);
        Assert.Equal("block", catalogue.Find(PhoneNumber.Parse("+14255550299"))?.Label);
        Assert.Null(catalogue.Find(PhoneNumber.Parse("+14255550300")));
        Assert.Null(catalogue.Find(PhoneNumber.Parse("+14255550199")));
        Assert.Null(catalogue.Find(PhoneNumber.Parse("+1234")));
        Assert.Null(NumberCatalogue.Empty.Find(PhoneNumber.Parse("+1234")));
    }

    [Fact]
    public void Overlapping_records_are_refused_and_named()
    {
        Assert.False(NumberCatalogue.TryBuild([Record("+14255550200", "+14255550299", "block"), Record("+14255550250", null, "one")], 1, out _, out var overlap));
        Assert.Equal(("one", "block"), (overlap?.Wanted.Label, overlap?.Existing.Label));
    }

    [Fact]
    public void A_tenants_trunk_reaches_the_tenants_numbers_and_the_gateways_trunks_reach_all()
    {
        var contoso = ResourceId.Parse("contoso");
        NumberCatalogue.TryBuild([Record("+14255550123", null, "one") with { Resource = contoso }], 1, out var catalogue, out _);
        var number = PhoneNumber.Parse("+14255550123");
        Assert.NotNull(catalogue.Find(number, ResourceId.Gateway));
        Assert.NotNull(catalogue.Find(number, contoso));
        Assert.Null(catalogue.Find(number, ResourceId.Default));
    }

    [Fact]
    public void Looking_up_agrees_with_walking_the_list() => Gen.Int[0, 999].Array[0, 40].Select(Gen.Int[0, 999]).Sample(pair =>
    {
        var ends = pair.Item1.Distinct().Order().ToList();
        var records = ends.Chunk(2).Select(c => Record($"+1425555{c[0]:0000}", $"+1425555{c[^1]:0000}", $"{c[0]}")).ToList();
        Assert.True(NumberCatalogue.TryBuild(records, 1, out var catalogue, out _));
        var number = PhoneNumber.Parse($"+1425555{pair.Item2:0000}");
        Assert.Equal(records.FirstOrDefault(r => r.Range.Contains(number)), catalogue.Find(number));
        var range = NumberRange.TryCreate(number, PhoneNumber.Parse("+14255559999"), out var made, out _) ? made : default;
        Assert.Equal(records.Where(r => r.Range.Overlaps(range)).OrderBy(r => r.Range.First), catalogue.Overlapping(range));
    });

    [Theory]
    [InlineData("+1425", "+14255", "differ in length")]
    [InlineData("+14256", "+14255", "behind")]
    public void A_wrong_range_says_why(string first, string last, string hint)
    {
        Assert.False(NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last), out _, out var why));
        Assert.Contains(hint, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_destination_reads_back()
    {
        foreach (var kind in Destination.Kinds)
        {
            var target = kind switch { "trunk" or "echo" => "", "twiml" => "https://example.com/voice", _ => "x" };
            Assert.True(Destination.TryCreate(kind, target, out var destination, out var why), why);
            Assert.Equal((kind, target), (destination.Kind, destination.Target));
            Assert.False(Destination.TryCreate(kind, target.Length == 0 ? "x" : "", out _, out _));
        }
        Assert.False(Destination.TryCreate("queue", "", out _, out _));
    }

    private static NumberRecord Record(string first, string? last, string label) => new()
    {
        Range = NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last ?? first), out var range, out var why) ? range : throw new ArgumentException(why, nameof(first)),
        Label = label,
        Destination = Destination.Echo.Instance,
    };
}
