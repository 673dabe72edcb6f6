using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Fleetlake.Lake.Stores.S3;

/// <summary>Says what a fault of S3 means for the caller. What a server says of credentials is never passed on.</summary>
internal static class S3Faults
{
    public static LakeException Explain(Exception fault, S3Action action, S3Location location, string key, S3Attempts attempts)
    {
        string what = $"cannot {action.Verb} {location.Describe(key)}";
        string tries = attempts.Count == 1 ? "after 1 attempt" : $"after {attempts.Count} attempts";
        return fault switch
        {
            AmazonS3Exception refused => Refused(refused, what, tries, action, location, key, attempts.BucketRegion),
            TornBodyException torn => new LakeException(FaultKind.Transient, $"{what}: {torn.Message}, {tries}.", fault),
            AmazonClientException when IsNetwork(fault) => Unreachable(fault, what, tries),

            // Such as a role that cannot be assumed; the SDK names what it tried and no secret.
            AmazonClientException => new LakeException(FaultKind.Failed, $"{what}: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", fault),
            _ => Unreachable(fault, what, tries),
        };
    }

    public static bool IsMissing(AmazonS3Exception fault) => fault.StatusCode == HttpStatusCode.NotFound && fault.ErrorCode != "NoSuchBucket";

    public static bool IsConditionFailed(AmazonS3Exception fault) => fault.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>Another conditional put of the same object was under way: it says nothing of the condition.</summary>
    public static bool IsConflict(AmazonS3Exception fault) => fault.StatusCode == HttpStatusCode.Conflict;

    /// <summary>True when the answer had no body to say more in, as those to HEAD have none.</summary>
    public static bool IsMute(AmazonS3Exception fault) =>
        fault.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently
        && (string.IsNullOrEmpty(fault.ErrorCode) || fault.ErrorCode == fault.StatusCode.ToString());

    private static LakeException Refused(
        AmazonS3Exception fault, string what, string tries, S3Action action, S3Location location, string key, string? region)
    {
        return fault.ErrorCode switch
        {
            "NoSuchBucket" => Caller($"there is no bucket {location.Bucket}"),
            "InvalidAccessKeyId" => Caller("the access key id in use is not known to the server"),
            "SignatureDoesNotMatch" => Caller("the secret access key in use does not fit its access key id (signature mismatch)"),
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" => Caller("the session token in use has expired"),
            "InvalidToken" => Caller("the session token in use is not valid"),
            "RequestTimeTooSkewed" or "RequestExpired" => Caller("the clock of this machine is too far from the server's; set it"),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => Caller(
                $"wrong region for bucket {location.Bucket}{(region is null ? "" : $", expected {region}")}; set s3.region (of a source elsewhere source.s3.region)"),
            "PreconditionFailed" => new ObjectChangedException($"{location.Describe(key)} changed while it was read."),
            "NoSuchKey" or "NotFound" => new ObjectChangedException($"{location.Describe(key)} was listed and is gone.", fault),
            "NoSuchUpload" => new LakeException(FaultKind.Transient, $"{what}: its upload was aborted by another process.", fault),
            { } code when code.StartsWith("KMS.", StringComparison.Ordinal) => Caller($"the encryption key was refused ({code}); see s3.kmsKeyId"),
            _ when fault.StatusCode == HttpStatusCode.Forbidden => Caller($"access denied; the credentials in use need {NeedOf(action, location, key)}"),
            _ when fault.StatusCode == HttpStatusCode.NotImplemented => new UnknownRequestException($"{what}: {Named(fault)}, {tries}.", fault),
            _ when IsPassing(fault) => new LakeException(FaultKind.Transient, $"{what}: {Named(fault)}, {tries}.", fault),
            _ => new LakeException(FaultKind.Failed, $"{what}: {Named(fault)}, {tries}.", fault),
        };

        LakeException Caller(string why) => new(FaultKind.Caller, $"{what}: {why}.", fault);
    }

    // To who may not list, S3 does not say that an object is absent: it denies access.
    private static string NeedOf(S3Action action, S3Location location, string key)
    {
        string need = $"{action.Permission} on {(action.IsOfBucket ? location.BucketArn : location.ArnOf(key))}";
        return action == S3Action.Read
            ? $"{need}, and {S3Action.List.Permission} on {location.BucketArn} where the object may be absent"
            : need;
    }

    private static bool IsPassing(AmazonS3Exception fault) =>
        (int)fault.StatusCode >= 500 || fault.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict
        || fault.ErrorCode is "RequestTimeout" or "SlowDown" || fault.StatusCode == 0;

    private static string Named(AmazonS3Exception fault) => $"the server said {(int)fault.StatusCode} {fault.ErrorCode}".TrimEnd();

    private static LakeException Unreachable(Exception fault, string what, string tries) =>
        new(FaultKind.Transient, $"{what}: {fault.GetBaseException().Message.TrimEnd('.')}, {tries}.", fault);

    private static bool IsNetwork(Exception fault)
    {
        for (var cause = fault.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or HttpRequestException or TimeoutException or WebException or System.Net.Sockets.SocketException)
                return true;
        }

        return false;
    }
}
