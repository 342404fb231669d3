-- Documents set aside: a person who looks for their figures finds why there are none.
with outcomes as (

    select * from {{ ref('stg_outcomes') }}

),

findings as (

    select
        document_id,
        'set_aside' as identity,
        'critical' as severity,
        '全部' as place,
        'misread' as attribution,
        'it breaks a check or a model of ours' as cause,
        1 as broken_count,
        concat('The document is set aside, and none of its figures is published: ', reason) as explanation,
        concat('该文件已搁置，其数字均未发布：', reason) as explanation_zh,
        md5(concat_ws('|', 'set_aside', document_id)) as finding_id
    from outcomes
    where outcome = 'set_aside'

)

select * from findings
