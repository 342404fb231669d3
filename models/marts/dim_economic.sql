with official as (

    select * from {{ ref('economic_codes') }}

),

labelled as (

    select
        economic_code as code,
        row_label,
        count(*) as label_count,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from {{ ref('figures') }}
    where economic_code is not null
    group by all

),

printed as (

    select
        code,
        min_by(row_label, (-label_count, row_label)) as name,
        min(first_year) as first_year,
        max(last_year) as last_year
    from labelled
    group by all

),

joined as (

    select
        official.valid_from,
        official.valid_to,
        official.aliases,
        printed.first_year as first_year_seen,
        printed.last_year as last_year_seen,
        coalesce(official.code, printed.code) as economic_code,
        coalesce(official.name, printed.name) as economic_name,
        {{ code_level('coalesce(official.code, printed.code)') }} as level,
        left(coalesce(official.code, printed.code), 3) as class_code,
        official.code is not null as is_listed
    from official
    full join printed on official.code = printed.code

)

select * from joined
