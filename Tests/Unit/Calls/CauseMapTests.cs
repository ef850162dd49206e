using System.Text;
using Telephony.Calls.Transit;
using Telephony.Unit.House;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Calls;

public class CauseMapTests
{
    /// <summary>RFC 3398 8.2.6.1, row by row; 487, 488 and 606 are ours, the rest behind 606 is newer.</summary>
    [Theory]
    [InlineData(41, 400, 481, 500, 503)]
    [InlineData(21, 401, 402, 403, 407, 603, 607, 608)]
    [InlineData(1, 404, 485, 604)]
    [InlineData(63, 405)]
    [InlineData(79, 406, 415, 501)]
    [InlineData(102, 408, 504)]
    [InlineData(22, 410)]
    [InlineData(127, 413, 414, 416, 420, 421, 422, 423, 488, 493, 505, 513, 606)]
    [InlineData(18, 480)]
    [InlineData(25, 482, 483)]
    [InlineData(28, 484)]
    [InlineData(17, 486, 600)]
    [InlineData(16, 487)]
    [InlineData(38, 502)]
    [InlineData(24, 433)]
    public void Each_status_has_its_cause(int cause, params int[] statuses)
    {
        Assert.All(statuses, status => Assert.Equal(cause, CauseMap.ToQ850(status)));
        Assert.Equal(statuses, CauseMap.Causes.Where(row => row.Value == cause).Select(static row => row.Key).Order());
    }

    /// <summary>RFC 3398 7.2.4.1, row by row.</summary>
    [Theory]
    [InlineData(404, 1, 2, 3, 26)]
    [InlineData(486, 17)]
    [InlineData(408, 18)]
    [InlineData(480, 19, 20, 31)]
    [InlineData(403, 21, 55, 57, 87)]
    [InlineData(410, 22, 23)]
    [InlineData(502, 27)]
    [InlineData(484, 28)]
    [InlineData(501, 29, 79)]
    [InlineData(503, 34, 38, 41, 42, 47, 58, 88)]
    [InlineData(488, 65, 70)]
    [InlineData(504, 102)]
    [InlineData(500, 111, 127)]
    public void Each_cause_has_its_status(int status, params int[] causes)
    {
        Assert.All(causes, cause => Assert.Equal(status, CauseMap.ToStatus(cause)));
        Assert.Equal(causes, CauseMap.Statuses.Where(row => row.Value == status).Select(static row => row.Key).Order());
    }

    [Theory]
    [InlineData(302, 23)]
    [InlineData(499, 41)]
    [InlineData(580, 41)]
    [InlineData(699, 17)]
    [InlineData(200, 0)]
    [InlineData(180, 0)]
    [InlineData(0, 0)]
    public void A_status_of_no_table_is_as_the_first_of_its_class(int status, int cause) => Assert.Equal(cause, CauseMap.ToQ850(status));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(16, 0)]
    [InlineData(4, 500)]
    [InlineData(99, 500)]
    public void A_cause_of_no_table_is_500_and_normal_clearing_is_no_failure(int cause, int status) => Assert.Equal(status, CauseMap.ToStatus(cause));

    [Theory]
    [InlineData("", 127)]
    [InlineData("Warning: 305 x \"Incompatible media format\"\r\n", 65)]
    [InlineData("Warning: 370 x \"Insufficient bandwidth\"\r\n", 58)]
    [InlineData("Warning: 399 x \"Something\"\r\n", 127)]
    public void Of_488_the_Warning_says_more(string headers, int cause) => Assert.Equal(cause, CauseMap.ToQ850(Example.Response(488, headers)));

    [Fact]
    public void The_document_shows_both_tables()
    {
        var document = Repository.Read("docs/transit.md");
        Assert.All(CauseMap.Causes.GroupBy(static row => row.Value), group =>
            Assert.Contains($"| {string.Join(", ", group.Select(static row => row.Key).Order())} | {group.Key} |", document));
        Assert.All(CauseMap.Statuses.GroupBy(static row => row.Value), group =>
            Assert.Contains($"| {string.Join(", ", group.Select(static row => row.Key).Order())} | {group.Key} |", document));
    }
}
