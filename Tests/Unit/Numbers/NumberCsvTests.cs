using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Files;
using Xunit;

namespace Telephony.Unit.Numbers;

public sealed class NumberCsvTests
{
    [Fact]
    public void A_file_with_single_numbers_and_blocks_is_read()
    {
        var file = NumberCsv.Read(
            "\uFEFFnumber,first,last,label,owner,capabilities,destination,target,resource\r\n" +
            "+14255550123,,,\"Front, \"\"main\"\"\ndesk\",Contoso,all,echo,,\r\n" +
            "\r\n" +
            ",+14255550200,+14255550299,Block,,voiceIn smsOut,announcement,hello.wav,contoso",
            NumberCatalogue.Empty);
        Assert.Empty(file.Mistakes);
        Assert.Equal(
            [
                new NumberRecord { Range = Range("+14255550123"), Label = "Front, \"main\"\ndesk", Owner = "Contoso", Capabilities = NumberCapabilities.All, Destination = Destination.Echo.Instance },
                new NumberRecord
                {
                    Resource = ResourceId.Parse("contoso"), Range = Range("+14255550200", "+14255550299"), Label = "Block",
                    Capabilities = NumberCapabilities.VoiceIn | NumberCapabilities.SmsOut, Destination = new Destination.Announcement("hello.wav"),
                },
            ],
            file.Records);
    }

    [Fact]
    public void Columns_are_found_by_name_and_two_are_enough()
    {
        var record = Assert.Single(NumberCsv.Read("Destination,Number\necho,+14255550123", NumberCatalogue.Empty).Records);
        Assert.Equal((NumberCapabilities.Voice, ResourceId.Default, ""), (record.Capabilities, record.Resource, record.Label));
    }

    [Theory]
    [InlineData("", 1, "the file is empty")]
    [InlineData("number,colour,destination\n", 1, "there is no column \"colour\"")]
    [InlineData("number,number,destination\n", 1, "named twice")]
    [InlineData("label,destination\n", 1, "a column number")]
    [InlineData("number\n", 1, "a column destination must be there")]
    [InlineData("number,destination\n4255550123,echo", 2, "no E.164 number")]
    [InlineData("number,destination\n+1 425 5550123,echo", 2, "no E.164 number")]
    [InlineData("number,destination\n+14255550123,queue", 2, "not one of trunk, echo")]
    [InlineData("number,destination\n+14255550123,user", 2, "needs a target")]
    [InlineData("number,destination,target\n+14255550123,echo,x", 2, "takes no target")]
    [InlineData("number,destination\n+14255550123,echo,more", 2, "has 3 fields")]
    [InlineData("number,destination,capabilities\n+14255550123,echo,fax", 2, "capability \"fax\"")]
    [InlineData("number,destination,resource\n+14255550123,echo,A B", 2, "resource \"A B\"")]
    [InlineData("number,first,last,destination\n+14255550123,+14255550123,,echo", 2, "either number, or first and last")]
    [InlineData("number,first,last,destination\n,,+14255550123,echo", 2, "either number, or first and last")]
    [InlineData("first,last,destination\n+14255550123,+14255550122,echo", 2, "is behind")]
    [InlineData("first,last,destination\n+14255550123,+142555501234,echo", 2, "differ in length")]
    [InlineData("number,destination\n\"+14255550123,echo", 2, "never closed")]
    [InlineData("number,destination\n\"+14255550123\"x,echo", 2, "behind a closing quote")]
    [InlineData("number,destination\n+14255550123,e\"cho", 2, "not quoted")]
    [InlineData("number,destination\n+14255550123,echo\n+14255550123,echo", 3, "overlaps +14255550123 of line 2")]
    [InlineData("number,destination\n+14255550199,echo", 2, "overlaps +14255550100..+14255550199 of resource contoso")]
    public void A_mistake_is_named_with_its_line_and_nothing_is_taken(string text, int line, string hint)
    {
        NumberCatalogue.TryBuild([new NumberRecord { Resource = ResourceId.Parse("contoso"), Range = Range("+14255550100", "+14255550199"), Destination = Destination.Echo.Instance }], 1, out var existing, out _);
        if (!text.Contains("0199", StringComparison.Ordinal)) existing = NumberCatalogue.Empty;
        var file = NumberCsv.Read(text, existing);
        Assert.Empty(file.Records);
        var mistake = Assert.Single(file.Mistakes);
        Assert.Equal(line, mistake.Line);
        Assert.Contains(hint, mistake.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_come_at_once_in_order_of_their_lines()
    {
        var file = NumberCsv.Read("number,first,last,destination\n,+14255550100,+14255550199,echo\n+14255550110,,,echo\nx,,,queue\n+14255550150,,,echo", NumberCatalogue.Empty);
        Assert.Equal([3, 4, 4, 5], file.Mistakes.Select(m => m.Line));
    }

    [Fact]
    public void A_record_replaces_the_stored_one_of_the_same_range()
    {
        NumberCatalogue.TryBuild([new NumberRecord { Range = Range("+14255550123"), Destination = Destination.Echo.Instance }], 1, out var existing, out _);
        Assert.True(NumberCsv.Read("number,destination\n+14255550123,trunk", existing).IsGood);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        var text = Gen.Char["ab,\"\r\n ;é"].Array[0, 8].Select(c => new string(c).Trim());
        Gen.Select(text, text, Gen.Int[0, 15], Gen.Int[0, Destination.Kinds.Count - 1], Gen.Int[0, 50]).Array[0, 10].Sample(rows =>
        {
            var records = rows.Select((r, i) => new NumberRecord
            {
                Range = Range($"+1425555{i:00}00", $"+1425555{i:00}{r.Item5:00}"),
                Label = r.Item1,
                Owner = r.Item2,
                Capabilities = (NumberCapabilities)r.Item3,
                Destination = Destination.TryCreate(Destination.Kinds[r.Item4], Target(Destination.Kinds[r.Item4]), out var destination, out var why) ? destination : throw new InvalidOperationException(why),
            }).ToList();
            var file = NumberCsv.Read(NumberCsv.Write(records), NumberCatalogue.Empty);
            Assert.Empty(file.Mistakes);
            Assert.Equal(records, file.Records);
        });

        static string Target(string kind) => kind switch { "trunk" or "echo" => "", "twiml" => "https://example.com/a,b?c=d", _ => "x,\"y\"" };
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_an_exception() => Gen.Char["number,destination\n\r\"+1425echo "].Array[0, 60].Sample(chars =>
    {
        var file = NumberCsv.Read("number,destination\n" + new string(chars), NumberCatalogue.Empty);
        Assert.True(file.IsGood || file.Records.Count == 0);
    });

    private static NumberRange Range(string first, string? last = null) =>
        NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last ?? first), out var range, out var why) ? range : throw new ArgumentException(why, nameof(first));
}
