using System.Diagnostics.CodeAnalysis;
using System.Text;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;

namespace Telephony.Api.PhoneNumbers;

/// <summary>Which part of a list is asked for. Links to the next part are relative: the official clients put them behind the endpoint of their connection string.</summary>
internal readonly record struct ListPage(int Skip, int Size, string SizeName)
{
    private const int MostSize = 1000;

    /// <param name="sizeName">As the query has it: <c>top</c> or <c>maxPageSize</c>.</param>
    public static bool TryRead(ApiCall call, string sizeName, out ListPage page, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        page = default;
        if (!call.TryQuery("skip", 0, int.MaxValue, 0, out var skip, out refused) || !call.TryQuery(sizeName, 1, int.MaxValue, 100, out var size, out refused)) return false;
        page = new ListPage(skip, Math.Min(size, MostSize), sizeName);
        return true;
    }

    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> all) => [.. all.Skip(Skip).Take(Size)];

    /// <summary>Null on the last page.</summary>
    public string? NextLink(ApiCall call, long count)
    {
        if (Skip + (long)Size >= count) return null;
        var link = new StringBuilder(call.Http.Request.Path.ToUriComponent()).Append('?');
        foreach (var (name, value) in call.Http.Request.Query)
        {
            if (name == "skip" || name == SizeName) continue;
            link.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value.ToString())).Append('&');
        }
        return link.Append("skip=").Append(Skip + Size).Append('&').Append(SizeName).Append('=').Append(Size).ToString();
    }
}

/// <summary>Refusals of this area.</summary>
internal static class PhoneNumberErrors
{
    public static ApiAnswer NoNumber { get; } = ApiErrors.Error(404, "PhoneNumberNotFound", "This resource has no such phone number.");

    public static ApiAnswer NoOperation { get; } = ApiErrors.Error(404, "NotFound", "There is no such operation of this resource.");

    public static ApiAnswer NoSearch { get; } = ApiErrors.Error(404, "NotFound", "There is no such search of this resource.");

    public static ApiAnswer NoReservation { get; } = ApiErrors.Error(404, "NotFound", "There is no such reservation of this resource.");

    public static ApiAnswer Silent(string why) => ApiErrors.Error(503, "ServiceUnavailable", $"No carrier of numbers answers at the moment; try again. {why}").With("Retry-After", "2");
}
