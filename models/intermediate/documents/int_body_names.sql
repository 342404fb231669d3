-- What a document calls the body it is about: the most telling place that names one holds, there the name
-- said most often. A name whose ending is not known as a body's is believed where a label says that it is
-- one, or where cover and text both say it.
with candidates as (

    select * from {{ ref('int_names_in_words') }}
    union all
    select * from {{ ref('int_names_in_tables') }}

),

cleaned as (

    select
        document_id,
        said_in,
        {{ without_scope(
            "regexp_replace(
                regexp_replace(name, '^(?:" ~ printed_year() ~ "度?)|^[-—0-9.、,，·]+', '', 'g'),
                '(金额)?单位[:：].*$', ''
            )"
        ) }} as name
    from candidates

),

counted as (

    select
        cleaned.document_id,
        cleaned.said_in,
        cleaned.name,
        {{ body_name_key('cleaned.name') }} as name_key,
        count(*) as mention_count
    from cleaned
    where
        regexp_full_match(cleaned.name, '[\p{Han}0-9A-Za-z（）()“”、·;；-]{3,60}')
        and not regexp_matches(cleaned.name, '20[0-9]{2}年|^{{ placeholder() }}|^(部门|单位|综合|财政拨款|本部门|本单位)')
    group by all

),

judged as (

    select
        counted.*,
        list_position(
            [
                'cover', 'label', 'part', 'form', 'subject', 'evaluated', 'listed', 'duties', 'header', 'opening',
                'superior'
            ],
            counted.said_in
        ) as place_rank,
        regexp_matches(regexp_replace(counted.name, '[（(].*[）)]$', ''), '{{ body_ending() }}') as has_ending,
        count(distinct counted.said_in) over (partition by counted.document_id, counted.name_key) as place_count
    from counted

),

believed as (

    select *
    from judged
    where has_ending or said_in in ('label', 'form') or (said_in = 'cover' and place_count > 1)

),

-- the cover gives the full name; a table line may give a short one
named as (

    select
        document_id,
        max_by(name, (-place_rank, mention_count, length(name))) as department_name
    from believed
    group by all

)

select * from named
