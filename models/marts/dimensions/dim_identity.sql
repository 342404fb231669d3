with identities as (

    select * from {{ ref('identities') }}

),

public as (

    select
        identity,
        scope,
        severity,
        relation,
        sentence_en,
        sentence_zh,
        applies_to,
        floor_percent,
        reason
    from identities

)

select * from public
